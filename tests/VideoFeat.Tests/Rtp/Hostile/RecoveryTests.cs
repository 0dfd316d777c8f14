using VideoFeat.Bridges;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Session;
using VideoFeat.Packing;

namespace VideoFeat.Tests.Rtp.Hostile;

/// <summary>Under a virtual clock: when forged packets under the sender's name stop coming, the stream is whole again soon.</summary>
public class RecoveryTests
{
    private const int UnitMs = 40, AttackMs = 1000, PacketsPerMs = 10;

    private static readonly byte[] Address = [1];

    private static readonly RtpOptions Options = new() { MaxPacketBytes = 300, RepairShare = 0.25 };

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void The_stream_is_whole_again_within_a_second(int firstSeed)
    {
        List<int> took = [];
        for (int seed = firstSeed; seed < firstSeed + 40; seed++)
        {
            took.Add(Recovery(seed));
        }

        Assert.True(took.Max() <= 1000, $"ms until a unit came: {string.Join(", ", took)}");
    }

    // Milliseconds from the attack's end to the first unit that is handed out; 10 s at most.
    private static int Recovery(int seed)
    {
        var forger = new PacketForger(seed);
        using var transmission = new RtpTransmission(Options, SimulatedSession.Numbers, []);
        using var reception = new RtpReception(
            SimulatedSession.Describe(Options) with { MediaSsrc = SimulatedSession.Numbers.Media }, new RtpReceiverOptions { EndAtBye = false, MaxWaitingUnits = 10_000 }, 7);
        var batch = new DatagramBatch();
        byte[] forged = new byte[PacketForger.MaxBytes + 64];
        bool key = true;
        for (int ms = 0; ms < AttackMs + 10_000; ms++)
        {
            TimeSpan now = TimeSpan.FromMilliseconds(ms);
            batch.Clear();
            key |= transmission.TakeKeyRequest(now);
            if (ms % UnitMs == 0)
            {
                byte[] unit = [0, 0, 1, 0x4E, 1, 5, 6, 7, 0, 0, 1, (byte)(key ? 0x26 : 0x02), 1, .. Enumerable.Repeat((byte)0xAB, 1500)];
                transmission.Send(new AccessUnit(unit, key, ms / UnitMs), now, batch);
                key = false;
            }

            for (int i = 0; i < batch.Count; i++)
            {
                forger.See(batch[i].Span);
                reception.Take(batch[i].ToArray(), Address, now);
            }

            for (int i = 0; i < PacketsPerMs && ms is > 0 and < AttackMs; i++)
            {
                int length = forger.Forge(forged);
                reception.Take(forged.AsSpan(0, length), Address, now);
            }

            batch.Clear();
            reception.Tick(now, batch);
            for (int i = 0, count = batch.Count; i < count; i++)
            {
                var again = new DatagramBatch();
                transmission.TakeControl(batch[i].ToArray(), now, DateTimeOffset.UnixEpoch + now, again);
                for (int j = 0; j < again.Count; j++)
                {
                    reception.Take(again[j].ToArray(), Address, now);
                }
            }

            while (reception.TryTakeUnit(out ReceivedUnit? unit))
            {
                unit!.Dispose();
                if (ms > AttackMs + 150)
                {
                    return ms - AttackMs;
                }
            }
        }

        return 10_000;
    }
}
