using Carillon.Core.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Carillon.Server.Observability;

/// <summary>
/// Sends the meter to an OpenTelemetry collector when one is configured, by the standard variables: OTEL_EXPORTER_OTLP_ENDPOINT and its
/// kin, where those for metrics alone (OTEL_EXPORTER_OTLP_METRICS_…) win.
/// </summary>
internal static class Otlp
{
    private const string ServiceName = "carillon";
    private const string ForMetrics = "OTEL_EXPORTER_OTLP_METRICS_";

    /// <summary>The running exporter, or null when nothing is configured.</summary>
    public static IDisposable? Start() =>
        Setting("OTEL_EXPORTER_OTLP_ENDPOINT") is null && Setting($"{ForMetrics}ENDPOINT") is null
            ? null
            : Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource()).AddMeter(CoreMetrics.MeterName).AddOtlpExporter(PreferThoseForMetrics).Build();

    /// <summary>The exporter reads the common variables by itself, and only those.</summary>
    private static void PreferThoseForMetrics(OtlpExporterOptions options)
    {
        if (Setting($"{ForMetrics}PROTOCOL") is { } protocol) options.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        if (Setting($"{ForMetrics}HEADERS") is { } headers) options.Headers = headers;
        if (Uri.TryCreate(Setting($"{ForMetrics}ENDPOINT"), UriKind.Absolute, out var endpoint)) options.Endpoint = endpoint;
    }

    /// <summary>Who sends: our own name, unless the environment has another.</summary>
    private static ResourceBuilder Resource() =>
        ResourceBuilder.CreateEmpty().AddTelemetrySdk().AddService(ServiceName).AddEnvironmentVariableDetector();

    private static string? Setting(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
