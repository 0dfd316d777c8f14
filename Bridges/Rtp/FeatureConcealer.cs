using VideoFeat.Packing;

namespace VideoFeat.Bridges.Rtp;

/// <summary>
/// Fills in for lost feature sets by a policy; what it makes up is marked <see cref="FeatureState.Concealed"/>, and what is good passes untouched.
/// In stream order; one caller at a time.
/// </summary>
public sealed class FeatureConcealer : IDisposable
{
    /// <summary>Lost sets in a row that <see cref="ConcealmentPolicy.Linear"/> waits for a good one with; longer losses are repeated from the last good set.</summary>
    public const int MaxHeld = 16;

    private readonly ConcealmentPolicy _policy;
    private readonly Queue<DecodedFeature> _ready = [];
    private readonly List<DecodedFeature> _held = [];
    private FeatureSet? _last;
    private ulong _lastSequence;

    /// <param name="policy">What stands in for a lost set.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such policy.</exception>
    public FeatureConcealer(ConcealmentPolicy policy)
    {
        _policy = Enum.IsDefined(policy) ? policy : throw new ArgumentOutOfRangeException(nameof(policy), policy, "allowed are None, RepeatLast, Linear");
    }

    /// <summary>Takes the next set of the stream; owns it from then on.</summary>
    public void Push(DecodedFeature feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        if (_policy == ConcealmentPolicy.None)
        {
            _ready.Enqueue(feature);
        }
        else if (feature.Set is not null)
        {
            Release(feature);
            Remember(feature);
            _ready.Enqueue(feature);
        }
        else
        {
            _held.Add(feature);
            if (_policy == ConcealmentPolicy.RepeatLast || _last is null || _held.Count > MaxHeld)
            {
                Release(null);
            }
        }
    }

    /// <summary>True and the next set, which the caller owns.</summary>
    public bool TryTake(out DecodedFeature? feature) => _ready.TryDequeue(out feature);

    /// <summary>No more sets come: what waits is repeated from the last good set.</summary>
    public void Finish() => Release(null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _last?.Dispose();
        while (_ready.TryDequeue(out DecodedFeature? feature))
        {
            feature.Dispose();
        }
    }

    private void Release(DecodedFeature? next)
    {
        foreach (DecodedFeature lost in _held)
        {
            // What is lost at the beginning is known at the end only; nothing good came before it.
            _ready.Enqueue(_last is null || lost.Sequence < _lastSequence ? lost : Conceal(lost, next));
        }

        _held.Clear();
    }

    private DecodedFeature Conceal(DecodedFeature lost, DecodedFeature? next)
    {
        bool isBetween = next is not null && _policy == ConcealmentPolicy.Linear && lost.Sequence > _lastSequence && next.Sequence > lost.Sequence
            && next.Set!.Count == _last!.Count;
        double weight = isBetween ? (double)(lost.Sequence - _lastSequence) / (next!.Sequence - _lastSequence) : 0;
        var tensors = new FeatureTensor[_last!.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = Copy(_last[i]);
            if (isBetween && tensors[i].Type == ElementType.Float32 && next!.Set![i].Spec == _last[i].Spec)
            {
                Interpolate(tensors[i].Floats, next.Set[i].Floats, (float)weight);
            }
        }

        string how = isBetween ? $"interpolated between sets {_lastSequence} and {next!.Sequence}" : $"repeated from set {_lastSequence}";
        return new DecodedFeature
        {
            Set = new FeatureSet(tensors),
            State = FeatureState.Concealed,
            Reason = $"{how}: {lost.Reason}",
            Sequence = lost.Sequence,
            BatchIndex = lost.BatchIndex,
            BatchCount = lost.BatchCount,
            ItemId = lost.ItemId,
            CaptureTimeNs = lost.CaptureTimeNs,
            Bits = lost.Bits,
            BitDepth = lost.BitDepth,
        };
    }

    private void Remember(DecodedFeature feature)
    {
        _last?.Dispose();
        _last = new FeatureSet([.. feature.Set!.Select(Copy)]);
        _lastSequence = feature.Sequence;
    }

    private static FeatureTensor Copy(FeatureTensor tensor)
    {
        FeatureTensor copy = FeatureTensor.Rent(tensor.Spec);
        tensor.Bytes.CopyTo(copy.Bytes);
        return copy;
    }

    private static void Interpolate(Span<float> values, ReadOnlySpan<float> next, float weight)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += (next[i] - values[i]) * weight;
        }
    }
}
