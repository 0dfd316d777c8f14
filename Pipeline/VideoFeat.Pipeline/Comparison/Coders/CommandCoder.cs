namespace VideoFeat.Comparison.Coders;

/// <summary>An outside program over raw planes: one command codes a file of planes into a bitstream, another restores it.</summary>
/// <param name="setup">How features become planes.</param>
/// <param name="command">The two commands.</param>
/// <param name="point">What {qp} and {point} stand for.</param>
/// <param name="threads">What {threads} stands for.</param>
internal sealed class CommandCoder(FrameSetup setup, CodingCommand command, string point, int threads) : FrameCoder(setup)
{
    /// <summary>The same with a shorter limit.</summary>
    public CommandCoder Within(TimeSpan limit) => new(Setup, command with { Limit = limit < command.Limit ? limit : command.Limit }, point, threads);

    protected internal override async Task<CodedPlanes> CodeAsync(byte[] planes, FrameGeometry geometry, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("videofeat-compare-").FullName;
        try
        {
            // A still coder takes one picture at a time.
            FrameGeometry piece = command.PerFrame ? geometry with { Frames = 1 } : geometry;
            int pieceBytes = checked(piece.PlaneBytes * piece.Frames);
            var restored = new byte[planes.Length];
            var sum = new CodedPlanes { Planes = restored, Bytes = 0, EncodeSeconds = 0, DecodeSeconds = 0, ChildProcess = true, CommandLine = "" };
            for (int at = 0; at < planes.Length; at += pieceBytes)
            {
                sum = await PieceAsync(folder, planes.AsMemory(at, pieceBytes), restored.AsMemory(at, pieceBytes), piece, sum, cancellation).ConfigureAwait(false);
            }

            return sum;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<CodedPlanes> PieceAsync(
        string folder, ReadOnlyMemory<byte> planes, Memory<byte> restored, FrameGeometry geometry, CodedPlanes sum, CancellationToken cancellation)
    {
        (string input, string output, string bitstream) = (Path.Combine(folder, "input.yuv"), Path.Combine(folder, "output.yuv"), Path.Combine(folder, $"coded{command.Extension}"));
        Dictionary<string, string> values = CommandTemplate.Values(geometry, point, threads);
        values["pixfmt"] = command.WideSamples && geometry.BitDepth > 8 ? "gray16le" : geometry.BitDepth > 8 ? $"gray{geometry.BitDepth}le" : "gray";
        values["ctu"] = CommandTemplate.Number(CodingUnit(geometry));
        await File.WriteAllBytesAsync(input, planes, cancellation).ConfigureAwait(false);
        File.Delete(output);
        File.Delete(bitstream);
        string[] Command(CommandTemplate template, string inputFile, string outputFile, string streamFile) =>
            template.Fill(new Dictionary<string, string>(values, StringComparer.Ordinal) { ["input"] = inputFile, ["output"] = outputFile, ["bitstream"] = streamFile });
        BoundedProcess.Outcome encoding = await BoundedProcess.RunAsync(Command(command.Encode, input, output, bitstream), command.Limit, cancellation).ConfigureAwait(false);
        if (!File.Exists(bitstream))
        {
            throw new CoderException($"{command.Encode.Text.Split(' ')[0]} ended well but wrote no bitstream");
        }

        BoundedProcess.Outcome decoding = await BoundedProcess.RunAsync(Command(command.Decode, input, output, bitstream), command.Limit, cancellation).ConfigureAwait(false);
        await ReadAsync(output, restored, cancellation).ConfigureAwait(false);
        return sum with
        {
            Bytes = sum.Bytes + new FileInfo(bitstream).Length,
            EncodeSeconds = sum.EncodeSeconds + encoding.Seconds,
            DecodeSeconds = sum.DecodeSeconds + decoding.Seconds,
            PeakBytes = encoding.PeakBytes is long e && decoding.PeakBytes is long d ? Math.Max(sum.PeakBytes ?? 0, Math.Max(e, d)) : sum.PeakBytes,
            CommandLine = string.Join(" && ", new[] { command.Encode, command.Decode }.Select(t =>
                CommandTemplate.ForShell(Command(t, "input.yuv", "output.yuv", $"coded{command.Extension}")))),
        };
    }

    private async Task ReadAsync(string output, Memory<byte> restored, CancellationToken cancellation)
    {
        if (!File.Exists(output) || new FileInfo(output).Length is var length && length != restored.Length)
        {
            throw new CoderException(
                $"{command.Decode.Text.Split(' ')[0]} gave {(File.Exists(output) ? $"{new FileInfo(output).Length} bytes" : "no file")} of planes; {restored.Length} bytes went in");
        }

        await using FileStream file = File.OpenRead(output);
        await file.ReadExactlyAsync(restored, cancellation).ConfigureAwait(false);
    }

    // x265 takes no picture smaller than its CTU, and miscodes P pictures that are one CTU wide.
    private int CodingUnit(FrameGeometry geometry)
    {
        int unit = 64;
        while (unit > 16 && (Math.Min(geometry.Width, geometry.Height) < unit || (Setup.Predicted && geometry.Width <= unit)))
        {
            unit /= 2;
        }

        return unit;
    }
}

/// <summary>Two command templates and what they take.</summary>
internal sealed record CodingCommand
{
    public required CommandTemplate Encode { get; init; }

    public required CommandTemplate Decode { get; init; }

    /// <summary>The bitstream's file extension, with the dot.</summary>
    public string Extension { get; init; } = ".bin";

    /// <summary>One run a picture, as still coders want it.</summary>
    public bool PerFrame { get; init; }

    /// <summary>Codes above 8 bits are handed over as 16-bit samples, values unchanged.</summary>
    public bool WideSamples { get; init; }

    /// <summary>Limit of one run of a program.</summary>
    public required TimeSpan Limit { get; init; }
}
