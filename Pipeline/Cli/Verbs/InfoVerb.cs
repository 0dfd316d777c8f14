using System.CommandLine;
using Spectre.Console;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Files.Arrays;
using VideoFeat.Bridges.Lightweight;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Cli.Verbs;

/// <summary><c>videofeat info</c>: what a file says of itself.</summary>
internal static class InfoVerb
{
    public static Command Create()
    {
        var input = new Argument<string>("file") { Description = "A file with features (.mp4, .mkv, .ts, .hevc) or a tensor file (.npy, .npz, .safetensors)." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("info", """
            What a file holds: tensors, layout, quantizer, bits, and the state of every feature set, found by decoding it.

            Examples:
              videofeat info features.mp4
              videofeat info p3.npy --json
            """) { input, json };
        var profiles = new ProfileFlag(command);
        command.SetAction((result, cancellation) => Faults.GuardAsync(() =>
        {
            string file = result.GetValue(input)!;
            bool asJson = result.GetValue(json);
            return Inputs.TensorExtensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
                ? Task.Run(() => Tensors(file, asJson), cancellation)
                : Task.Run(() => Features(file, profiles.Read(result), asJson, cancellation), cancellation);
        }));
        return command;
    }

    private static int Tensors(string file, bool json)
    {
        using FeatureSet set = TensorFiles.Read(file);
        if (json)
        {
            Terminal.WriteJson(new { file, tensors = set.Select(t => new { t.Name, t.Type, shape = t.Shape.ToArray() }) });
            return ExitCode.Ok;
        }

        Spectre.Console.Table table = Terminal.Table("tensor", "type", "shape", "elements", "bytes").Numbers(3);
        foreach (FeatureTensor tensor in set)
        {
            table.AddTextRow(tensor.Name, tensor.Type.ToString(), tensor.Shape.ToString(), $"{tensor.Shape.Elements:N0}", $"{tensor.Spec.ByteLength:N0}");
        }

        Terminal.Write(table);
        return ExitCode.Ok;
    }

    private static int Features(string file, ProfileLibrary profiles, bool json, CancellationToken cancellation)
    {
        using var decoder = FeatureDecoder.Open(null, profiles);
        var sets = new List<SetRow>();
        FeatureFormatException? cut = null;
        try
        {
            foreach (DecodedFeature feature in decoder.DecodeFile(file, cancellation))
            {
                using (feature)
                {
                    sets.Add(new SetRow(feature.Sequence, feature.ItemId, feature.State, feature.Bits, feature.MaxError, feature.Reason));
                }
            }
        }
        catch (FeatureFormatException e)
        {
            cut = e;
        }

        if (decoder.Header is FeatureConfiguration header)
        {
            var report = new Report(file, header, sets, decoder.ForeignUnits);
            if (json)
            {
                Terminal.WriteJson(report.ForMachines(cut?.Message));
            }
            else
            {
                report.Print();
            }
        }

        if (cut is not null)
        {
            Terminal.Error(cut.Message);
        }

        return cut is null && sets.TrueForAll(s => s.State != FeatureState.Lost) ? ExitCode.Ok : ExitCode.BadInput;
    }

    private sealed record SetRow(ulong Sequence, string? ItemId, FeatureState State, long Bits, float? MaxError, string? Reason);

    private sealed record Report(string File, FeatureConfiguration Header, IReadOnlyList<SetRow> Sets, long ForeignUnits)
    {
        private PackPlan Plan => Header.Plan;

        private double BitsPerElement => Sets.Sum(s => s.Bits) / (double)Math.Max(1, Plan.Elements * Sets.Count);

        private int Count(FeatureState state) => Sets.Count(s => s.State == state);

        public object ForMachines(string? fault) => new
        {
            File,
            tensors = Plan.Tensors.Select(t => new { t.Name, t.Type, shape = t.Shape.ToArray(), t.Order }),
            frame = new { width = Plan.FrameWidth, height = Plan.FrameHeight, perSet = Plan.FramesPerSet },
            layout = Plan.Kind,
            bridge = Header.BridgeId,
            Header.BitDepth,
            LightweightFeatureDecoder.Describe(Header)?.Levels,
            Header.RangeMode,
            Header.Granularity,
            Header.CutName,
            profileSha256 = Header.ProfileHash.IsEmpty ? null : Convert.ToHexStringLower(Header.ProfileHash.Span),
            modelSha256 = Header.ModelHash.IsEmpty ? null : Convert.ToHexStringLower(Header.ModelHash.Span),
            intact = Count(FeatureState.Intact),
            @unchecked = Count(FeatureState.Unchecked),
            lost = Count(FeatureState.Lost),
            foreignUnits = ForeignUnits,
            BitsPerElement,
            sets = Sets,
            fault,
        };

        public void Print()
        {
            var table = Terminal.Table("", "").HideHeaders();
            foreach (TensorSpec tensor in Plan.Tensors)
            {
                table.AddTextRow("tensor", tensor.ToString());
            }

            table.AddTextRow("codes", LightweightFeatureDecoder.Describe(Header) is (LightweightContexts contexts, int levels)
                    ? $"{levels} levels, contexts {contexts}, {Header.RangeMode} range"
                    : $"{Header.BitDepth} bit, {Header.RangeMode} {Header.Granularity}")
                .AddTextRow("bridge", Enum.IsDefined((FeatureBridge)Header.BridgeId) ? $"{(FeatureBridge)Header.BridgeId}" : $"number {Header.BridgeId}, unknown here")
                .AddTextRow("layout", $"{Plan.Kind}: {Plan.FramesPerSet} frames of {Plan.FrameWidth}x{Plan.FrameHeight} a set, {Plan.Elements:N0} elements")
                .AddTextRow("sets", $"{Sets.Count}: {Count(FeatureState.Intact)} intact, {Count(FeatureState.Unchecked)} unchecked, {Count(FeatureState.Lost)} lost")
                .AddTextRow("bits per element", $"{BitsPerElement:F3} (access units; container apart)");
            if (Sets.Max(s => s.MaxError) is float error)
            {
                table.AddTextRow("largest error", $"{error:G6} (measured by the encoder)");
            }

            if (Header.CutName.Length > 0)
            {
                table.AddTextRow("cut", Header.CutName);
            }

            if (!Header.ModelHash.IsEmpty)
            {
                table.AddTextRow("model", $"SHA-256 {Convert.ToHexStringLower(Header.ModelHash.Span)}");
            }

            if (!Header.ProfileHash.IsEmpty)
            {
                table.AddTextRow("profile", $"SHA-256 {Convert.ToHexStringLower(Header.ProfileHash.Span)}");
            }

            Terminal.Write(table);
            foreach (SetRow set in Sets.Where(s => s.State != FeatureState.Intact))
            {
                Console.Out.WriteLine($"set {set.Sequence}: {set.State}: {set.Reason}");
            }
        }
    }
}
