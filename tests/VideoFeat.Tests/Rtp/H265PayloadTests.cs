using FsCheck;
using FsCheck.Fluent;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Hevc.Syntax;
using VideoFeat.Bridges.Rtp;
using VideoFeat.Bridges.Rtp.Payload;
using VideoFeat.Tests.Reference;

namespace VideoFeat.Tests.Rtp;

public class H265PayloadTests
{
    private const int MaxUnitBytes = 1 << 20;

    [Fact]
    public void Random_units_come_back_and_no_payload_exceeds_the_limit()
    {
        Gen<(int Limit, int[] Lengths, int Seed)> cases =
            from limit in Gen.Choose(H265Packetizer.MinPayloadBytes, 300)
            from lengths in Gen.Choose(3, 700).ArrayOf().Where(a => a.Length is > 0 and < 20)
            from seed in Gen.Choose(0, int.MaxValue)
            select (limit, lengths, seed);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var random = new Random(c.Seed);
            List<byte[]> nals = [.. c.Lengths.Select((length, i) => NalUnits.Make(i == 0 ? NalUnits.PrefixSei : NalUnits.Idr, length, random))];
            if (nals.Count == 1)
            {
                nals.Add(NalUnits.Make(NalUnits.Idr, 3, random));
            }

            byte[] unit = NalUnits.AnnexB(nals);
            List<byte[]> payloads = Packetize(unit, c.Limit);
            Assert.All(payloads, p => Assert.InRange(p.Length, 2, c.Limit));
            Assert.Equal(nals, SlowH265Payload.NalUnits(payloads));
            AssembledUnit result = Assert.Single(Depacketize(payloads));
            Assert.Equal(unit, result.Data.AsSpan(0, result.Length).ToArray());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Small_units_are_aggregated_and_only_two_or_more()
    {
        Random random = Seeds.Random();
        byte[] unit = NalUnits.AnnexB(
            NalUnits.Make(32, 20, random), NalUnits.Make(33, 30, random), NalUnits.Make(39, 60, random), NalUnits.Make(NalUnits.Idr, 90, random));
        List<byte[]> payloads = Packetize(unit, 100);
        Assert.Equal([48, 39, 19], payloads.Select(p => PayloadKind.TypeOf(p[0])));
        Assert.Equal(2 + 2 + 20 + 2 + 30, payloads[0].Length);
    }

    [Fact]
    public void An_aggregation_packet_has_the_lowest_layer_and_temporal_id_of_its_units()
    {
        byte[] low = [0x02, (3 << 3) | 2, 9], high = [0x03, (1 << 3) | 5, 9];
        byte[] payload = Assert.Single(Packetize(NalUnits.AnnexB(high, low), 50));
        Assert.Equal([(byte)(48 << 1), (3 << 3) | 2, 0, 3], payload[..4]);
    }

    [Fact]
    public void Types_that_mean_something_else_in_rtp_are_left_out() =>
        Assert.Equal(0, new H265Packetizer(100).Plan(NalUnits.AnnexB(NalUnits.Make(48, 10, Seeds.Random()), NalUnits.Make(63, 10, Seeds.Random()))));

    [Theory]
    [InlineData("62", "payload of 1 bytes; its header takes 2")]
    [InlineData("6601", "payload type 51; allowed are 0..50")]
    [InlineData("6001000302", "NAL unit of 3 bytes in an aggregation packet that has 1 left")]
    [InlineData("60010003260105", "aggregation packet of one NAL unit; two or more are required")]
    [InlineData("6001000326010500", "aggregation packet ends in a length")]
    [InlineData("600100036001050003260105", "type 48 inside an aggregation packet")]
    [InlineData("6201", "fragmentation unit ends in its header")]
    [InlineData("620193", "fragmentation unit without a body")]
    [InlineData("6201D305", "fragmentation unit of type 19, start True, end True")]
    [InlineData("6401", "PACI packet ends in its header")]
    [InlineData("64010FF0", "PACI packet ends in its extension")]
    [InlineData("64016400AA", "PACI packet inside a PACI packet")]
    public void Bad_payloads_are_refused_with_what_is_wrong(string hex, string expected)
    {
        var pieces = new H265PayloadReader(Convert.FromHexString(hex), hasDonl: false);
        while (pieces.MoveNext())
        {
        }

        Assert.Equal(expected, pieces.Fault);
    }

    [Fact]
    public void Paci_gives_the_payload_that_it_wraps()
    {
        // cType 19 behind one byte of extension.
        int fields = (19 << 9) | (1 << 4);
        var pieces = new H265PayloadReader([50 << 1, 1, (byte)(fields >> 8), (byte)fields, 0xEE, 7, 8, 9], hasDonl: false);
        Assert.True(pieces.MoveNext());
        Assert.Equal(0x26, pieces.Current.Header0);
        Assert.Equal(1, pieces.Current.Header1);
        Assert.Equal([7, 8, 9], pieces.Current.Body.ToArray());
        Assert.False(pieces.MoveNext());
        Assert.Null(pieces.Fault);
    }

    [Fact]
    public void Donl_is_read_in_single_aggregation_and_fragmentation()
    {
        Assert.Equal([(ushort)7], Orders([0x26, 1, 0, 7, 5]));
        Assert.Equal([(ushort)65535, (ushort)2], Orders([0x60, 1, 255, 255, 0, 3, 0x26, 1, 5, 2, 0, 3, 0x26, 1, 5]));
        Assert.Equal([(ushort)9], Orders([0x62, 1, 0x80 | 19, 0, 9, 5]));

        static List<ushort?> Orders(byte[] payload)
        {
            var pieces = new H265PayloadReader(payload, hasDonl: true);
            List<ushort?> orders = [];
            while (pieces.MoveNext())
            {
                orders.Add(pieces.Current.DecodingOrder);
            }

            Assert.Null(pieces.Fault);
            return orders;
        }
    }

    [Fact]
    public void Units_in_another_order_than_decoded_are_dropped()
    {
        using var depacketizer = new H265Depacketizer(hasDonl: true, MaxUnitBytes);
        depacketizer.Push(0, 0, false, [39 << 1, 1, 0, 7, 5]);
        depacketizer.Push(1, 0, true, [0x26, 1, 0, 6, 5]);
        AssembledUnit unit = Assert.Single(Take(depacketizer));
        Assert.Equal((DropReason.Interleaved, "decoding order number 6 comes after 7"), (unit.Reason, unit.Detail));
    }

    [Fact]
    public void Every_single_missing_packet_is_known_and_costs_one_unit_or_two_at_most()
    {
        Random random = Seeds.Random();
        List<(byte[] Payload, int Unit, bool Last)> packets = [];
        for (int u = 0; u < 4; u++)
        {
            List<byte[]> payloads = Packetize(NalUnits.Unit(random, true, 300, 50, 30), 100);
            packets.AddRange(payloads.Select((p, i) => (p, u, i == payloads.Count - 1)));
        }

        for (int missing = 0; missing < packets.Count; missing++)
        {
            using var depacketizer = new H265Depacketizer(false, MaxUnitBytes);
            for (int i = 0; i < packets.Count; i++)
            {
                if (i != missing)
                {
                    depacketizer.Push(i, packets[i].Unit * 3000L, packets[i].Last, packets[i].Payload);
                }
            }

            List<AssembledUnit> results = Take(depacketizer);
            long[] whole = [.. results.Where(r => r.Reason is null).Select(r => r.Timestamp / 3000)];
            int victim = packets[missing].Unit;
            Assert.Equal([0L, 1, 2, 3], whole.Append(victim).Order());

            // What is missing at the very end, or before the first packet, shows only in what comes or came beside it.
            bool hidden = missing == packets.Count - 1 || missing == 0;
            Assert.Equal(hidden ? 0 : 1, results.Sum(r => r.MissingBefore));
        }
    }

    [Fact]
    public void A_lost_whole_unit_shows_as_missing_packets_before_the_next()
    {
        using var depacketizer = new H265Depacketizer(false, MaxUnitBytes);
        byte[] payload = Assert.Single(Packetize(NalUnits.Unit(Seeds.Random(), false, 60), 500));
        depacketizer.Push(0, 0, true, payload);
        depacketizer.Push(2, 6000, true, payload);
        Assert.Equal([0L, 1], Take(depacketizer).Select(u => u.MissingBefore));
    }

    [Fact]
    public void A_unit_without_a_marker_ends_where_the_timestamp_changes()
    {
        Random random = Seeds.Random();
        byte[] first = Assert.Single(Packetize(NalUnits.Unit(random, true, 60), 500)), second = Assert.Single(Packetize(NalUnits.Unit(random, true, 60), 500));
        using var depacketizer = new H265Depacketizer(false, MaxUnitBytes);
        depacketizer.Push(0, 0, false, first);
        Assert.Empty(Take(depacketizer));
        depacketizer.Push(1, 3000, true, second);
        Assert.Equal([0L, 3000], Take(depacketizer).Select(u => u.Timestamp));
    }

    [Fact]
    public void Parameter_sets_sent_alone_become_the_head_of_the_next_unit()
    {
        Random random = Seeds.Random();
        byte[] vps = NalUnits.Make(NalUnits.Vps, 20, random), slice = NalUnits.Make(NalUnits.Idr, 30, random);
        using var depacketizer = new H265Depacketizer(false, MaxUnitBytes);
        depacketizer.Push(0, 0, true, vps);
        depacketizer.Push(1, 3000, true, slice);
        AssembledUnit unit = Assert.Single(Take(depacketizer));
        Assert.Equal(NalUnits.AnnexB(vps, slice), unit.Data.AsSpan(0, unit.Length).ToArray());
        Assert.True(unit.Facts.HasVps && unit.Facts.HasIrap);
    }

    [Fact]
    public void A_start_code_inside_a_nal_unit_is_malformed()
    {
        AssembledUnit unit = Assert.Single(Depacketize([[39 << 1, 1, 5], [0x26, 1, 5, 0, 0, 1, 0x26, 1, 7]]));
        Assert.Equal((DropReason.Malformed, "2 NAL units became 3"), (unit.Reason, unit.Detail));
    }

    [Fact]
    public void A_unit_above_the_limit_is_dropped_and_the_next_is_taken()
    {
        Random random = Seeds.Random();
        byte[] large = NalUnits.Unit(random, true, 900), small = NalUnits.Unit(random, true, 90);
        using var depacketizer = new H265Depacketizer(false, 500);
        long sequence = 0;
        foreach ((byte[] unit, long timestamp) in new[] { (large, 0L), (small, 3000L) })
        {
            List<byte[]> payloads = Packetize(unit, 100);
            for (int i = 0; i < payloads.Count; i++)
            {
                depacketizer.Push(sequence++, timestamp, i == payloads.Count - 1, payloads[i]);
            }
        }

        Assert.Equal([DropReason.TooLarge, null], Take(depacketizer).Select(u => u.Reason));
    }

    [Fact]
    public void Random_payloads_give_what_the_slow_twin_gives()
    {
        Random random = Seeds.Random();
        int whole = 0;
        for (int round = 0; round < 20_000; round++)
        {
            List<byte[]> payloads = Packetize(NalUnits.Unit(random, true, random.Next(3, 60), random.Next(3, 60)), random.Next(20, 70));
            byte[] victim = payloads[random.Next(payloads.Count)];
            victim[random.Next(Math.Min(victim.Length, 6))] ^= (byte)(1 << random.Next(8));
            if (PayloadKind.TypeOf(victim[0]) == PayloadKind.Paci)
            {
                continue; // the twin knows none
            }

            List<byte[]>? expected = SlowH265Payload.NalUnits(payloads);
            AssembledUnit? unit = Depacketize(payloads).SingleOrDefault();
            if (expected is not null && unit?.Reason is null && unit is not null)
            {
                Assert.Equal(NalUnits.AnnexB(expected), unit.Data.AsSpan(0, unit.Length).ToArray());
                whole++;
            }
            else if (expected is null)
            {
                Assert.NotNull(unit?.Reason);
            }
            else
            {
                // The depacketizer refuses more: damaged NAL unit headers, start codes inside, a first packet that opens nothing.
                byte[] bytes = NalUnits.AnnexB(expected);
                AccessUnitFacts facts = AccessUnitFacts.Read(bytes);
                int first = PayloadKind.TypeOf(expected[0][0]);
                Assert.True(facts.Damaged > 0 || !facts.HasVcl || facts.NalUnits != expected.Count || first is not (>= 32 and <= 35 or 39));
            }
        }

        Assert.InRange(whole, 5000, 19_000);
    }

    internal static List<byte[]> Packetize(byte[] unit, int limit)
    {
        var packetizer = new H265Packetizer(limit);
        byte[] destination = new byte[limit];
        List<byte[]> payloads = [];
        for (int i = 0, n = packetizer.Plan(unit); i < n; i++)
        {
            payloads.Add(destination[..packetizer.Write(unit, i, destination)]);
        }

        return payloads;
    }

    private static List<AssembledUnit> Depacketize(List<byte[]> payloads)
    {
        using var depacketizer = new H265Depacketizer(false, MaxUnitBytes);
        for (int i = 0; i < payloads.Count; i++)
        {
            depacketizer.Push(i, 0, i == payloads.Count - 1, payloads[i]);
        }

        return Take(depacketizer);
    }

    private static List<AssembledUnit> Take(H265Depacketizer depacketizer)
    {
        List<AssembledUnit> units = [];
        while (depacketizer.TryTake(out AssembledUnit? unit))
        {
            units.Add(unit!);
        }

        return units;
    }
}
