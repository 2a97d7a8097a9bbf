using Carillon.Core.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Carillon.Server.Observability;

/// <summary>Sends the meter to an OpenTelemetry collector when one is configured, by the standard variables (OTEL_EXPORTER_OTLP_ENDPOINT and its kin).</summary>
internal static class Otlp
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "carillon";
    private const string MetricsEndpointVariable = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

    /// <summary>The running exporter, or null when nothing is configured.</summary>
    public static IDisposable? Start() =>
        IsSet(EndpointVariable) || IsSet(MetricsEndpointVariable)
            ? Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource()).AddMeter(CoreMetrics.MeterName).AddOtlpExporter().Build()
            : null;

    /// <summary>Who sends: our own name, unless the environment has another.</summary>
    private static ResourceBuilder Resource() =>
        ResourceBuilder.CreateEmpty().AddTelemetrySdk().AddService(ServiceName).AddEnvironmentVariableDetector();

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
