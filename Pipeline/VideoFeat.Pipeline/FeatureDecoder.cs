using System.Runtime.CompilerServices;
using VideoFeat.Bridges;
using VideoFeat.Bridges.Files;
using VideoFeat.Bridges.Hevc;
using VideoFeat.Bridges.Profiles;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Header;

namespace VideoFeat;

/// <summary>Access units in, feature sets out, each with what is known of it. The stream describes itself. One caller at a time.</summary>
public sealed class FeatureDecoder : IDisposable
{
    private readonly BridgeSwitch _bridges;

    private FeatureDecoder(BridgeSwitch bridges) => _bridges = bridges;

    /// <summary>What the stream said of itself last; null before its first configuration message.</summary>
    public FeatureConfiguration? Header => _bridges.Current.Configuration;

    /// <summary>Access units without a feature SEI of ours.</summary>
    public long ForeignUnits => _bridges.ForeignUnits;

    /// <summary>Opens a decoder.</summary>
    /// <param name="options">Device, threads and limits.</param>
    /// <param name="profiles">Profiles for streams that need one; those that come in a stream are added. Null: only those that come in the stream.</param>
    /// <exception cref="BridgeException">The wanted device does not work here.</exception>
    public static FeatureDecoder Open(HevcDecoderOptions? options = null, ProfileLibrary? profiles = null) =>
        new(BridgeSwitch.Open(options ?? new HevcDecoderOptions(), profiles ?? new ProfileLibrary()));

    /// <summary>Takes one access unit; then <see cref="TryReceive"/> until false.</summary>
    public void Send(ReadOnlySpan<byte> accessUnit) => _bridges.Send(accessUnit);

    /// <summary>True and the next set, which the caller owns; false where more access units are needed.</summary>
    public bool TryReceive(out DecodedFeature? feature) => _bridges.TryReceive(out feature);

    /// <summary>What comes next has nothing to do with what came before, and begins with a key picture: no gap is reported, and an unfinished set is forgotten.</summary>
    public void Restart() => _bridges.Restart();

    /// <summary>No more access units come.</summary>
    /// <param name="announced">What the sender says that it sent, as <see cref="Bridges.Rtp.RtpReceiver.Announced"/> has it: what never came is then reported as lost.</param>
    public void Finish(AnnouncedSets? announced = null) => _bridges.Finish(announced);

    /// <summary>Decodes what one <see cref="FeatureEncoder.Encode(FeatureSet, bool, CancellationToken)"/> gave; the caller owns the sets.</summary>
    public IReadOnlyList<DecodedFeature> Decode(CodedFeature coded)
    {
        ArgumentNullException.ThrowIfNull(coded);
        var sets = new List<DecodedFeature>();
        foreach (AccessUnit unit in coded.Units)
        {
            Send(unit.Data.Span);
            while (TryReceive(out DecodedFeature? feature))
            {
                sets.Add(feature!);
            }
        }

        return sets;
    }

    /// <summary>Decodes a stream; takes each coded set (disposes it), and each result belongs to the loop body.</summary>
    public async IAsyncEnumerable<DecodedFeature> DecodeAsync(
        IAsyncEnumerable<CodedFeature> units, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(units);
        await foreach (CodedFeature coded in units.WithCancellation(cancellation).ConfigureAwait(false))
        {
            IReadOnlyList<DecodedFeature> sets;
            using (coded)
            {
                sets = Decode(coded);
            }

            foreach (DecodedFeature feature in sets)
            {
                yield return feature;
            }
        }

        Finish();
        while (TryReceive(out DecodedFeature? feature))
        {
            yield return feature!;
        }
    }

    /// <summary>Decodes a file, set by set; each belongs to the loop body. What stands before a cut or damage comes first, then the exception.</summary>
    /// <exception cref="IOException">The file is missing, damaged, ends in the middle, or holds no features.</exception>
    public IEnumerable<DecodedFeature> DecodeFile(string path, CancellationToken cancellation = default)
    {
        using FeatureFileReader reader = FeatureFileReader.Open(path);
        FeatureFormatException? cut = null;
        while (cut is null)
        {
            cancellation.ThrowIfCancellationRequested();
            VideoPacket? packet;
            try
            {
                if (!reader.TryRead(out packet))
                {
                    break;
                }
            }
            catch (FeatureFormatException e)
            {
                cut = e;
                break;
            }

            using (packet)
            {
                Send(packet!.Data);
            }

            while (TryReceive(out DecodedFeature? feature))
            {
                yield return feature!;
            }
        }

        Finish();
        while (TryReceive(out DecodedFeature? feature))
        {
            yield return feature!;
        }

        if (cut is not null)
        {
            throw cut;
        }

        if (Header is null)
        {
            throw new FeatureFormatException(
                $"{path}: no feature header was found in its {ForeignUnits} access units: an ordinary video, or the SEI was removed on the way.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bridges.Dispose();
}
