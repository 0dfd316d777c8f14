using VideoFeat.Bridges;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp;

public class FeatureConcealerTests
{
    [Fact]
    public void None_passes_lost_sets_as_they_are() =>
        Assert.Equal(["0 Intact 0", "1 Lost -", "2 Intact 6"], Run(ConcealmentPolicy.None, (0, 0f), (1, null), (2, 6f)));

    [Fact]
    public void Repeat_gives_the_last_good_values_at_once() =>
        Assert.Equal(["0 Lost -", "1 Intact 3", "2 Concealed 3", "3 Concealed 3", "4 Intact 6"], Run(ConcealmentPolicy.RepeatLast, (0, null), (1, 3f), (2, null), (3, null), (4, 6f)));

    [Fact]
    public void Linear_gives_values_on_the_line_in_time() =>
        Assert.Equal(["0 Intact 0", "1 Concealed 2", "2 Concealed 4", "3 Intact 6"], Run(ConcealmentPolicy.Linear, (0, 0f), (1, null), (2, null), (3, 6f)));

    [Fact]
    public void Linear_repeats_at_the_end_and_where_a_loss_is_too_long()
    {
        Assert.Equal(["0 Intact 1", "1 Concealed 1"], Run(ConcealmentPolicy.Linear, (0, 1f), (1, null)));
        (int, float?)[] sets = [(0, 1f), .. Enumerable.Range(1, FeatureConcealer.MaxHeld + 1).Select(i => (i, (float?)null)), (50, 9f)];
        Assert.Equal("17 Concealed 1", Run(ConcealmentPolicy.Linear, sets)[17]);
    }

    [Fact]
    public void What_was_made_up_says_how()
    {
        using var concealer = new FeatureConcealer(ConcealmentPolicy.Linear);
        concealer.Push(Feature(0, 1f));
        concealer.Push(Feature(1, null));
        concealer.Push(Feature(2, 2f));
        concealer.TryTake(out _);
        concealer.TryTake(out DecodedFeature? made);
        Assert.Equal("interpolated between sets 0 and 2: gone", made!.Reason);
    }

    private static List<string> Run(ConcealmentPolicy policy, params (int Sequence, float? Value)[] sets)
    {
        using var concealer = new FeatureConcealer(policy);
        foreach ((int sequence, float? value) in sets)
        {
            concealer.Push(Feature(sequence, value));
        }

        concealer.Finish();
        List<string> seen = [];
        while (concealer.TryTake(out DecodedFeature? feature))
        {
            using (feature)
            {
                seen.Add($"{feature!.Sequence} {feature.State} {(feature.Set is null ? "-" : $"{feature.Set[0].Floats[1]}")}");
            }
        }

        return seen;
    }

    private static DecodedFeature Feature(int sequence, float? value) => new()
    {
        State = value is null ? FeatureState.Lost : FeatureState.Intact,
        Sequence = (ulong)sequence,
        Reason = value is null ? "gone" : null,
        Set = value is float v ? new FeatureSet(FeatureTensor.FromFloats([0, v, 0, 0], new TensorShape(1, 1, 2, 2))) : null,
    };
}
