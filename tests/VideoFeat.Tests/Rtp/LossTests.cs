using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Packing;
using Xunit.Abstractions;

namespace VideoFeat.Tests.Rtp;

/// <summary>Loss, reordering and duplication over thousands of sets: a wrong tensor is never handed out as a good one.</summary>
public class LossTests(ITestOutputHelper output)
{
    private const int Sets = 200;

    private static readonly LossModel[] Models =
    [
        LossModel.Independent(0.001), LossModel.Independent(0.01), LossModel.Independent(0.05), LossModel.Independent(0.1),
        LossModel.Bursts(0.01, 3), LossModel.Bursts(0.05, 7),
    ];

    private static readonly (string Name, RtpOptions Options)[] Helps =
    [
        ("none", new RtpOptions { MaxPacketBytes = 300, Retransmission = false }),
        ("NACK", new RtpOptions { MaxPacketBytes = 300 }),
        ("FEC", new RtpOptions { MaxPacketBytes = 300, Retransmission = false, RepairShare = 0.25 }),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Intra(bool lossless)
    {
        using var stream = new FeatureStream(lossless, Prediction.Intra);
        List<AccessUnit> units = [];
        for (int i = 0; i < Sets; i++)
        {
            using CodedFeature coded = stream.Next();
            units.AddRange(coded.Units.Select(u => u with { Data = u.Data.ToArray() }));
        }

        foreach (LossModel model in Models)
        {
            foreach ((string name, RtpOptions options) in Helps)
            {
                using var session = new SimulatedSession(model, options, seed: units.Count) { Jitter = TimeSpan.FromMilliseconds(3), Duplicates = 0.01 };
                List<DecodedFeature> features = Run(session, Sets, i => [units[i]]);
                Report($"intra {(lossless ? "lossless" : "QP 20")}", model, name, stream.Check(features), session);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Low_delay_p_with_key_pictures_on_request(int help)
    {
        foreach (LossModel model in Models)
        {
            using var stream = new FeatureStream(lossless: true, Prediction.LowDelayP);
            (string name, RtpOptions options) = Helps[help];
            using var session = new SimulatedSession(model, options, seed: help) { Jitter = TimeSpan.FromMilliseconds(3), Duplicates = 0.01 };
            List<DecodedFeature> features = Run(session, Sets, _ =>
            {
                bool key = session.Transmission.TakeKeyRequest(session.Now);
                using CodedFeature coded = stream.Next(key);
                return [.. coded.Units.Select(u => u with { Data = u.Data.ToArray() })];
            });
            Report("P lossless", model, name, stream.Check(features), session);
        }
    }

    private static List<DecodedFeature> Run(SimulatedSession session, int sets, Func<int, IReadOnlyList<AccessUnit>> units)
    {
        using var decoder = FeatureDecoder.Open();
        List<DecodedFeature> features = [];
        void Decode()
        {
            while (session.Reception.TryTakeUnit(out ReceivedUnit? unit))
            {
                using (unit)
                {
                    decoder.Send(unit!.Unit.Data.Span);
                }

                while (decoder.TryReceive(out DecodedFeature? feature))
                {
                    features.Add(feature!);
                }
            }
        }

        for (int i = 0; i < sets; i++)
        {
            session.Transmission.Announce((ulong)i, 1, session.Now);
            foreach (AccessUnit unit in units(i))
            {
                session.Send(unit);
            }

            session.Pass(33);
            Decode();
        }

        for (int i = 0; i < 50 && !session.Transmission.HeardGoodbye; i++)
        {
            session.Report(bye: true);
            session.Pass(20);
        }

        session.Pass(100);
        Decode();
        decoder.Finish(session.Reception.Announced);
        while (decoder.TryReceive(out DecodedFeature? feature))
        {
            features.Add(feature!);
        }

        // Each set that was sent is reported once, those at both ends of the session too.
        Assert.Equal(Enumerable.Range(0, sets), features.Select(f => (int)f.Sequence).Order());
        return features;
    }

    private void Report(string stream, LossModel model, string help, Dictionary<FeatureState, int> states, SimulatedSession session)
    {
        int intact = states.GetValueOrDefault(FeatureState.Intact);
        output.WriteLine($"{stream}, loss {model.Name}, {help}: {intact} of {Sets} intact, wrong 0; wire {session.Transmission.Statistics.WireBytes} B, "
            + $"retransmitted {session.Reception.Statistics.Retransmitted}, repaired {session.Reception.Statistics.Repaired}, key requests {session.Reception.Statistics.KeyRequests}");
        Assert.False(states.ContainsKey(FeatureState.Unchecked));
        Assert.True(intact >= Sets / 20, $"{stream}, {model.Name}, {help}: only {intact} sets arrived; the test says nothing");
    }
}
