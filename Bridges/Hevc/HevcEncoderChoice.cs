using Polly;
using Polly.Retry;
using Polly.Timeout;
using VideoFeat.Native;
using VideoFeat.Packing;
using VideoFeat.Packing.Layout;

namespace VideoFeat.Bridges.Hevc;

/// <summary>The encoder that runs, the plan it was opened for, and what was passed over and why.</summary>
internal sealed class HevcEncoderChoice
{
    // A hardware session can be busy for a moment (NVENC limits them per board); more than this is no moment.
    private static readonly ResiliencePipeline Busy = new ResiliencePipelineBuilder()
        .AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(10) })
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<NativeException>(e => e.Code is NativeErrorCode.Memory or NativeErrorCode.Timeout),
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    private HevcEncoderChoice(HevcEncoder encoder, PackPlan plan, VideoEncoderSettings settings, IReadOnlyList<string> skipped)
    {
        Encoder = encoder;
        Plan = plan;
        Settings = settings;
        Skipped = skipped;
    }

    public HevcEncoder Encoder { get; }

    public PackPlan Plan { get; }

    public VideoEncoderSettings Settings { get; }

    /// <summary>One line for each encoder that <c>auto</c> passed over: name, step, reason.</summary>
    public IReadOnlyList<string> Skipped { get; }

    /// <exception cref="BridgeException">The named encoder, or with <c>auto</c> every encoder, failed; the message says at which step and why.</exception>
    public static HevcEncoderChoice Make(IReadOnlyList<TensorSpec> tensors, int bitDepth, LayoutOptions layout, HevcOptions options)
    {
        var skipped = new List<string>();
        IEnumerable<HevcEncoder> candidates = options.Encoder == "auto" ? HevcEncoders.All : [HevcEncoders.Get(options.Encoder)];
        foreach (HevcEncoder encoder in candidates)
        {
            if (encoder.Refusal(options, bitDepth) is string refusal)
            {
                skipped.Add($"{encoder.Name}: {refusal}");
                continue;
            }

            PackPlan plan = PackPlan.Create(tensors, HevcSettings.Fit(layout, encoder, options));
            VideoEncoderSettings settings = HevcSettings.Create(encoder, options, plan, bitDepth);
            if (Try(settings, options) is string fault)
            {
                skipped.Add($"{encoder.Name}: {fault}");
                continue;
            }

            return new HevcEncoderChoice(encoder, plan, settings, skipped);
        }

        throw new BridgeException(options.Encoder == "auto"
            ? $"No HEVC encoder works here for this stream: {string.Join("; ", skipped)}."
            : $"Encoder {skipped[0]}.");
    }

    /// <summary>Opens the chosen encoder; waits a little where a hardware session is busy.</summary>
    public VideoEncoder Open() => Busy.Execute(() => VideoEncoder.Open(Settings));

    private static string? Try(VideoEncoderSettings settings, HevcOptions options)
    {
        try
        {
            if (settings.Codec != HevcEncoders.X265.Name && Busy.Execute(() => EncoderProbe.Run(settings)) is { Works: false } probe)
            {
                return $"fails at step {probe.Stage}: {probe.Reason}";
            }

            return options.SelfCheck ? HevcSelfCheck.Fault(settings) : null;
        }
        catch (NativeException e)
        {
            return e.Message;
        }
    }
}
