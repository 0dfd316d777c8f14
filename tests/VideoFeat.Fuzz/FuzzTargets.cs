namespace VideoFeat.Fuzz;

/// <summary>All targets; a new one is a class with Run and Seeds, and a line here.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("annexb", AnnexBTarget.Run, AnnexBTarget.Seeds) { Documented = [], SmokeInputs = 100_000 },
        new("dataset", DatasetTargets.ReadManifest, DatasetTargets.ManifestSeeds) { Words = DatasetTargets.Words, Allocation = (1 << 20, 1 << 9), SmokeInputs = 10_000 },
        new("dataset-journal", DatasetTargets.ReadJournal, DatasetTargets.JournalSeeds) { Words = DatasetTargets.Words, Allocation = (1 << 20, 1 << 8), SmokeInputs = 10_000 },
        // A count of equal sizes is believed up to a million.
        new("dataset-table", DatasetTargets.ReadTable, DatasetTargets.TableSeeds) { Documented = [], Allocation = (1 << 24, 64), SmokeInputs = 20_000 },
        new("header", HeaderTarget.Run, HeaderTarget.Seeds) { SmokeInputs = 100_000 },
        // A model of rich contexts takes 1.8 MB at 17 levels and more.
        new("lightweight", LightweightTarget.Run, LightweightTarget.Seeds) { Documented = [], Allocation = (1 << 23, 64), SmokeInputs = 3_000 },
        // A model of effort best takes 1.4 MB before its first element.
        new("near-lossless", NearLosslessTarget.Run, NearLosslessTarget.Seeds) { Documented = [], Allocation = (1 << 24, 64), SmokeInputs = 1_000 },
        new("npy", NpyTarget.Run, NpyTarget.Seeds) { Words = NpyTarget.Words, SmokeInputs = 50_000 },
        new("npz", NpzTarget.Run, NpzTarget.Seeds) { Words = NpyTarget.Words, Allocation = (1 << 20, 4 * 1032), SmokeInputs = 100_000 },
        new("onnx", OnnxCutTarget.Run, OnnxCutTarget.Seeds) { Words = OnnxCutTarget.Words, Allocation = (1 << 19, 1 << 12), SmokeInputs = 20_000 },
        new("profile", ProfileTarget.Run, ProfileTarget.Seeds) { SmokeInputs = 50_000 },
        new("rtcp", RtpTargets.Control, RtpTargets.ControlSeeds) { Documented = [], SmokeInputs = 20_000 },
        new("rtp", RtpTargets.Packet, RtpTargets.PacketSeeds) { Documented = [], SmokeInputs = 100_000, Allocation = (1 << 18, 64) },
        new("rtp-h265", RtpTargets.Payloads, RtpTargets.PayloadSeeds) { Documented = [], SmokeInputs = 50_000, Allocation = (1 << 19, 256) },
        new("rtp-session", RtpTargets.Session, RtpTargets.SessionSeeds) { Documented = [], SmokeInputs = 10_000, Allocation = (1 << 20, 1 << 14) },
        new("safetensors", SafetensorsTarget.Run, SafetensorsTarget.Seeds) { Words = SafetensorsTarget.Words, SmokeInputs = 50_000 },
        new("sdp", RtpTargets.Sdp, RtpTargets.SdpSeeds) { Words = RtpTargets.SdpWords, SmokeInputs = 20_000, Allocation = (1 << 18, 1 << 10) },
        new("srtp", SrtpTarget.Run, SrtpTarget.Seeds) { Documented = [], SmokeInputs = 5_000, Allocation = (1 << 19, 1 << 8) },
        // The models of a segment take 0.6 MB before its first level.
        new("transform", TransformTarget.Run, TransformTarget.Seeds) { Documented = [], Allocation = (1 << 23, 64), SmokeInputs = 2_000 },
    ];

    /// <summary>The golden files of one folder with one extension.</summary>
    public static IEnumerable<byte[]> Vectors(string folder, string extension) =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "vectors", folder), $"*{extension}")
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes);
}
