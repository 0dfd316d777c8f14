using VideoFeat.Bridges;
using VideoFeat.Evaluation;
using VideoFeat.Monitoring.Figures;
using VideoFeat.Streaming;

namespace VideoFeat.Tests.Monitoring;

public class StreamFiguresTests
{
    private readonly ManualTime _time = new();
    private readonly StreamFigures _figures;

    public StreamFiguresTests() => _figures = new StreamFigures(_time, "s.sdp");

    [Fact]
    public void A_second_of_sets_is_summed_up_by_state()
    {
        (FeatureState State, int Count)[] came = [(FeatureState.Intact, 20), (FeatureState.Unchecked, 5), (FeatureState.Concealed, 2), (FeatureState.Lost, 3)];
        foreach ((FeatureState state, int count) in came)
        {
            for (int i = 0; i < count; i++)
            {
                Count(Sets.Of(state));
            }
        }

        _time.Advance(2);
        FigureSheet sheet = _figures.Tick(null, ended: false);
        Assert.Equal(new FigureSheet.StateTotals(20, 5, 2, 3), sheet.Totals);
        Assert.Equal((10, 2.5, 1, 1.5), (sheet.Point.Intact, sheet.Point.Unchecked, sheet.Point.Concealed, sheet.Point.Lost));
        Assert.Equal(13.5, sheet.Point.SetsPerSecond);
        Assert.Equal(480.0 / Sets.Elements, sheet.Point.BitsPerElement);
        Assert.Equal(30 * 480 / 2.0 / 1000, sheet.Point.KbitPerSecond);
        Assert.Equal(30 * 60, sheet.Bytes);
        Assert.Equal(["1x4x5x6 Float32 p3"], sheet.Tensors);

        _time.Advance(1);
        FigurePoint quiet = _figures.Tick(null, ended: false).Point;
        Assert.Equal((0, null, 0, 0), (quiet.SetsPerSecond, quiet.BitsPerElement, quiet.KbitPerSecond, quiet.Lost));
    }

    [Fact]
    public void The_phase_tells_waiting_receiving_silent_and_ended_apart()
    {
        string Phase(bool ended = false) => _figures.Tick(null, ended).Phase;
        Assert.Equal("waiting", Phase());
        Count(Sets.Of(FeatureState.Lost));
        Assert.Equal("waiting", Phase());
        Count(Sets.Of(FeatureState.Intact));
        _time.Advance(2);
        Assert.Equal("receiving", Phase());
        _time.Advance(0.1);
        Assert.Equal("silent", Phase());
        Count(Sets.Of(FeatureState.Unchecked));
        Assert.Equal("receiving", Phase());
        Assert.Equal("ended", Phase(ended: true));
    }

    [Fact]
    public void Delay_runs_from_capture_to_hand_over_of_sets_that_came_themselves()
    {
        long captured = _time.NowNs;
        _time.Advance(0.030);
        Assert.Equal(TimeSpan.FromMilliseconds(30), Count(Sets.Of(FeatureState.Intact, capturedNs: captured)));
        Assert.Null(Count(Sets.Of(FeatureState.Intact)));
        Assert.Null(Count(Sets.Of(FeatureState.Concealed, capturedNs: captured)));
        _figures.Time(Stage.Decode, TimeSpan.FromMilliseconds(2));
        FigureSheet sheet = _figures.Tick(null, ended: false);
        Assert.Equal(["capture", "front", "pack", "encode", "network", "decode", "unpack", "back", "whole"], sheet.Stages.Select(s => s.Name));
        Assert.Equal(new FigureSheet.StageDelay("decode", 2, 2), sheet.Stages[5]);
        Assert.Equal(new FigureSheet.StageDelay("whole", 30, 30), sheet.Stages[8]);
        Assert.Equal((30, 30), (sheet.Point.DelayMedian, sheet.Point.DelayP99));
        Assert.All(sheet.Stages.Where(s => s.Name is not ("decode" or "whole")), s => Assert.Null(s.Median));
    }

    [Fact]
    public void Faults_and_history_are_bounded_and_the_newest_stay()
    {
        for (ulong i = 0; i < 2 * StreamFigures.MaxFaults; i++)
        {
            Count(Sets.Of(FeatureState.Lost, i));
        }

        FigureSheet sheet = _figures.Tick(null, ended: false);
        Assert.Equal(StreamFigures.MaxFaults, sheet.Faults.Count);
        Assert.Equal((39ul, "lost", "reason 39"), (sheet.Faults[0].Sequence, sheet.Faults[0].State, sheet.Faults[0].Reason));
        for (int i = 0; i < 2 * StreamFigures.MaxPoints; i++)
        {
            _time.Advance(1);
            sheet = _figures.Tick(null, ended: false);
        }

        FigurePoint[] history = _figures.History();
        Assert.Equal(StreamFigures.MaxPoints, history.Length);
        Assert.Equal(sheet.Point, history[^1]);
        Assert.Equal(history[0].Time + StreamFigures.MaxPoints - 1, history[^1].Time);
    }

    [Fact]
    public void Only_the_first_lines_of_an_answer_are_shown()
    {
        using DecodedFeature feature = Sets.Of(FeatureState.Intact, 3);
        _figures.Answer(feature, new NetworkAnswer([.. Enumerable.Range(0, 50).Select(i => new ClassGuess(i, 50 - i))], []));
        AnswerSheet shown = _figures.Tick(null, ended: false).Answer!;
        Assert.Equal((3ul, AnswerSheet.MaxLines), (shown.Sequence, shown.Lines.Count));
        Assert.Equal(new AnswerSheet.Line("class 0", 50), shown.Lines[0]);
        _figures.Answer(feature, new NetworkAnswer([], [new Detection(2, 0.75, new BoundingBox(1, 2.4f, 30, 40))]));
        Assert.Equal([new AnswerSheet.Line("class 2 at 1,2 to 30,40", 0.75)], _figures.Tick(null, ended: false).Answer!.Lines);
        _figures.Answer(feature, new NetworkAnswer([], []));
        Assert.Equal([new AnswerSheet.Line("nothing", null)], _figures.Tick(null, ended: false).Answer!.Lines);
    }

    [Fact]
    public void Observing_a_whole_set_allocates_nothing()
    {
        using DecodedFeature feature = Sets.Of(FeatureState.Intact, capturedNs: _time.NowNs);
        void Observe()
        {
            _figures.Time(Stage.Decode, TimeSpan.FromMilliseconds(2));
            _figures.Count(feature);
        }

        Observe();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Observe();
        }

        // An enumerator of the set's tensors.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000 * 64);
    }

    private TimeSpan? Count(DecodedFeature feature)
    {
        using (feature)
        {
            return _figures.Count(feature);
        }
    }
}
