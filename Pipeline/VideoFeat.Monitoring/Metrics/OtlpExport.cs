using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace VideoFeat.Monitoring.Metrics;

/// <summary>Sends the meter's figures to an OpenTelemetry collector until disposed. The usual OTEL_ variables are honoured.</summary>
internal sealed class OtlpExport : IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string IntervalVariable = "OTEL_METRIC_EXPORT_INTERVAL";

    /// <summary>The specification's default is a minute, which is long for a stream that someone watches.</summary>
    private const int IntervalMilliseconds = 10_000;

    private const int FlushMilliseconds = 5_000;

    private readonly MeterProvider _provider;

    private OtlpExport(MeterProvider provider) => _provider = provider;

    /// <summary>Starts where an endpoint is given, by argument or variable; else null.</summary>
    public static OtlpExport? Start(Uri? endpoint)
    {
        if (endpoint is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable)))
        {
            return null;
        }

        return new OtlpExport(Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("videofeat").AddTelemetrySdk().AddEnvironmentVariableDetector())
            .AddMeter(StreamMeter.Name)
            .AddOtlpExporter((exporter, reader) =>
            {
                if (Environment.GetEnvironmentVariable(ProtocolVariable) is null)
                {
                    exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                }

                if (endpoint is not null)
                {
                    // An endpoint that is set in code is taken as it stands; only one from the environment gets the signal's path.
                    bool isHttp = exporter.Protocol == OtlpExportProtocol.HttpProtobuf;
                    exporter.Endpoint = isHttp && endpoint.AbsolutePath == "/" ? new Uri(endpoint, "v1/metrics") : endpoint;
                }

                if (Environment.GetEnvironmentVariable(IntervalVariable) is null)
                {
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = IntervalMilliseconds;
                }
            })
            .Build());
    }

    /// <summary>Sends what there is now; false where the collector did not take it.</summary>
    public bool Flush() => _provider.ForceFlush(FlushMilliseconds);

    public void Dispose() => _provider.Dispose();
}
