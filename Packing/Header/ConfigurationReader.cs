using VideoFeat.Packing.Layout;
using VideoFeat.Packing.Quantization;

namespace VideoFeat.Packing.Header;

/// <summary>Fields to a configuration. Each method returns what is wrong, or null.</summary>
internal sealed class ConfigurationReader : MessageFields
{
    private readonly FeatureLimits _limits;
    private readonly List<TensorSpec> _tensors = [];
    private readonly List<TensorSpec> _exact = [];
    private readonly List<TileRegion> _regions = [];
    private readonly Dictionary<int, int[]> _orders = [];
    private int _bitDepth;
    private LayoutKind _kind;
    private int _width;
    private int _height;
    private int _frames;
    private RangeMode _mode;
    private Granularity _granularity;
    private byte _bridge;
    private byte[] _bridgeData = [];
    private byte[] _model = [];
    private string _cut = "";
    private byte[] _profile = [];

    private ConfigurationReader(FeatureLimits limits)
        : base("configuration") => _limits = limits;

    public static string? Read(ReadOnlySpan<byte> bytes, FeatureLimits limits, out FeatureMessage? message)
    {
        message = null;
        var reader = new ConfigurationReader(limits);
        const uint needed = (1 << HeaderFormat.Configuration.Picture) | (1 << HeaderFormat.Configuration.Tensor)
            | (1 << HeaderFormat.Configuration.Quantizer) | (1 << HeaderFormat.Configuration.Bridge);
        return reader.Take(bytes, needed, "picture, tensor, quantizer or bridge is") ?? reader.Finish(bytes, out message);
    }

    private string? Finish(ReadOnlySpan<byte> bytes, out FeatureMessage? message)
    {
        message = null;
        var orders = new int[]?[_tensors.Count];
        foreach ((int tensor, int[] order) in _orders)
        {
            if (tensor >= orders.Length)
            {
                return $"channel order: for tensor {tensor}; the set has {orders.Length}.";
            }

            orders[tensor] = order;
        }

        if (!PackPlan.TryFromRegions(_kind, _tensors, _regions, orders, _width, _height, _frames, _limits, out PackPlan? plan, out string? fault))
        {
            return $"layout: {fault}";
        }

        if (BytePlanes.Fault(_exact, _tensors) is string planes)
        {
            return $"exact: {planes}";
        }

        message = new FeatureConfiguration
        {
            Plan = plan!,
            BitDepth = _bitDepth,
            RangeMode = _mode,
            Granularity = _granularity,
            BridgeId = _bridge,
            BridgeData = _bridgeData,
            ModelHash = _model,
            CutName = _cut,
            ProfileHash = _profile,
            Exact = _exact,
            Id = Crc32C.Compute(bytes),
        };
        return null;
    }

    protected override bool Repeats(byte tag) => tag is HeaderFormat.Configuration.Tensor or HeaderFormat.Configuration.Region or HeaderFormat.Configuration.ChannelOrder;

    protected override string? Field(byte tag, FieldReader value)
    {
        switch (tag)
        {
            case HeaderFormat.Configuration.Picture:
                return Picture(value);
            case HeaderFormat.Configuration.Tensor:
                return Tensor(value, _tensors);
            case HeaderFormat.Configuration.Exact:
                return Tensor(value, _exact);
            case HeaderFormat.Configuration.Region:
                return Region(value);
            case HeaderFormat.Configuration.ChannelOrder:
                return ChannelOrder(value);
            case HeaderFormat.Configuration.Quantizer:
                _mode = (RangeMode)value.Byte();
                _granularity = (Granularity)value.Byte();
                return value.Done ? null : "quantizer: the field is not 2 bytes long.";
            case HeaderFormat.Configuration.Bridge:
                _bridge = value.Byte();
                _bridgeData = value.Bytes((ulong)value.Left).ToArray();
                return value.Done && _bridgeData.Length <= HeaderFormat.MaxBridgeBytes ? null : "bridge: the field is not 1 to 65536 bytes long.";
            case HeaderFormat.Configuration.ModelHash:
                _model = value.Bytes(HeaderFormat.HashBytes).ToArray();
                return value.Done ? null : "model hash: the field is not 32 bytes long.";
            case HeaderFormat.Configuration.CutName:
                _cut = value.Text(HeaderFormat.MaxNameBytes);
                return value.Done ? null : "cut name: not UTF-8 of at most 255 bytes without control characters.";
            case HeaderFormat.Configuration.ProfileHash:
                _profile = value.Bytes(HeaderFormat.HashBytes).ToArray();
                return value.Done ? null : "profile hash: the field is not 32 bytes long.";
            default:
                return Unknown(tag);
        }
    }

    private string? Picture(FieldReader value)
    {
        _bitDepth = value.Byte();
        _kind = (LayoutKind)value.Byte();
        _width = value.Int();
        _height = value.Int();
        _frames = value.Int();
        return !value.Done ? "picture: the field is damaged."
            : _bitDepth is 8 or 10 or 12 ? null : $"picture: bit depth is {_bitDepth}; allowed are 8, 10 and 12.";
    }

    private string? Tensor(FieldReader value, List<TensorSpec> tensors)
    {
        if (tensors.Count == _limits.MaxTensors)
        {
            return $"tensor: more than {_limits.MaxTensors}.";
        }

        string? fault = TensorField.Read(value, tensors.Count, out TensorSpec? tensor);
        if (tensor is not null)
        {
            tensors.Add(tensor);
        }

        return fault;
    }

    private string? Region(FieldReader value)
    {
        if (_regions.Count == _limits.MaxTensors)
        {
            return $"region: more than {_limits.MaxTensors}.";
        }

        var region = new TileRegion(
            value.Int(), value.Int(), value.Int(), value.Int(), value.Int(), value.Int(), value.Int(), value.Int(), value.Int());
        _regions.Add(region);
        return value.Done ? null : $"region: the field of region {_regions.Count - 1} is damaged.";
    }

    private string? ChannelOrder(FieldReader value)
    {
        int tensor = value.Int();
        int channels = value.Left;
        if (channels > _limits.MaxChannels * 5L)
        {
            return $"channel order: {channels} bytes; the limit is {_limits.MaxChannels} channels.";
        }

        var order = new List<int>(channels);
        while (!value.AtEnd)
        {
            order.Add(value.Int());
        }

        return !value.Done ? "channel order: the field is damaged."
            : _orders.TryAdd(tensor, [.. order]) ? null : $"channel order: two for tensor {tensor}.";
    }
}
