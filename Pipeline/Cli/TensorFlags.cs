using System.CommandLine;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Packing;

namespace VideoFeat.Cli;

/// <summary>The flags that say how tensor files are read.</summary>
internal sealed class TensorFlags
{
    private readonly Option<string> _order = new("--order") { Description = "What the axes mean: nchw, nhwc or tokens.", DefaultValueFactory = _ => "nchw" };
    private readonly Option<bool> _float64 = new("--float64") { Description = "Take float64 files, rounded to float32." };

    public void AddTo(Command command)
    {
        command.Options.Add(_order);
        command.Options.Add(_float64);
    }

    public ArrayReadOptions Read(ParseResult result) => new()
    {
        Order = CodecFlags.Choice("--order", result.GetValue(_order)!,
            ("nchw", AxisOrder.ChannelsFirst), ("nhwc", AxisOrder.ChannelsLast), ("tokens", AxisOrder.Tokens)),
        ConvertFloat64 = result.GetValue(_float64),
    };
}
