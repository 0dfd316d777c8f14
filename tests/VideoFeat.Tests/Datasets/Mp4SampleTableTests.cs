using VideoFeat.Bridges.Datasets;
using VideoFeat.Native;
using VideoFeat.Tests.Batch;

namespace VideoFeat.Tests.Datasets;

public class Mp4SampleTableTests
{
    [Fact]
    public async Task Samples_by_the_table_are_the_access_units_that_libavformat_reads()
    {
        using BatchFolder folder = new BatchFolder().With(7);
        await folder.EncodeAsync(folder.Options() with { ShardItems = 100 });
        string path = Path.Combine(folder.Dataset, "shard-00000.mp4");
        using IShardReader reader = ShardReaders.Open(path);
        using Demuxer demuxer = Demuxer.Open(path);
        Assert.Equal(7, reader.Units);
        for (int i = 0; i < 7; i++)
        {
            Assert.True(demuxer.TryRead(out VideoPacket? packet));
            using (packet)
            {
                byte[] unit = reader.Read(i, 1)[0];
                Assert.Equal(UnitFacts.BytesCrc(0, packet.Data), UnitFacts.BytesCrc(0, unit));
                Assert.Equal(UnitFacts.Bytes(packet.Data), unit.Length);
            }
        }
    }

    [Fact]
    public void A_table_that_does_not_fit_together_is_none()
    {
        Assert.Null(Mp4SampleTable.Parse([]));
        Assert.Null(Mp4SampleTable.Parse([0, 0, 0, 8, .. "trak"u8]));
        Assert.Null(Mp4SampleTable.Parse([255, 255, 255, 255, .. "trak"u8]));
    }
}
