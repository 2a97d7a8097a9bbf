using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The real server, told by the standard variables where a collector is.</summary>
public sealed class ExportingMetrics : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_", "")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_", "/v1/metrics")]
    public async Task A_collector_is_sent_what_the_server_counts(string kind, string path)
    {
        await using var collector = await MetricsCollector.StartAsync(Cancel);
        var variables = Variables(kind, new Uri(collector.Address, path));
        await using var server = await CarillonProcess.ServeAsync(_data.Path, new ServeStart { Environment = variables }, Cancel);
        using var http = new NativeHttp(server);
        for (var i = 0; i < 3; i++) await http.PublishAsync("custom:a", new { type = "a.b", data = i }, Cancel);

        var sent = await collector.WaitForAsync(metrics => metrics.GetValueOrDefault("carillon.log.committed.events") >= 3, Cancel);
        Assert.Contains("carillon.connections", sent.Keys);
        Assert.Contains("carillon.log.commit.duration", sent.Keys);
        Assert.All(sent.Keys, name => Assert.StartsWith("carillon.", name, StringComparison.Ordinal));
        Assert.Equal("carillon", collector.ServiceName);
        Assert.Equal("Bearer of-the-collector", collector.Authorization);
    }

    [Fact]
    public async Task What_was_counted_last_is_sent_before_the_server_ends()
    {
        await using var collector = await MetricsCollector.StartAsync(Cancel);
        var variables = Variables("OTEL_EXPORTER_OTLP_", collector.Address);
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = "3600000";
        variables["OTEL_SERVICE_NAME"] = "gateway-7";
        await using var server = await CarillonProcess.ServeAsync(_data.Path, new ServeStart { Environment = variables }, Cancel);
        using var http = new NativeHttp(server);
        await http.PublishAsync("custom:a", new { type = "a.b", data = 1 }, Cancel);

        Assert.Equal(0, await server.StopAsync(Cancel));
        await collector.WaitForAsync(metrics => metrics.GetValueOrDefault("carillon.log.committed.events") >= 1, Cancel);
        Assert.Equal("gateway-7", collector.ServiceName);
    }

    [Fact]
    public async Task A_collector_that_is_away_holds_up_nothing()
    {
        await using var server = await CarillonProcess.ServeAsync(
            _data.Path, new ServeStart { Environment = Variables("OTEL_EXPORTER_OTLP_", new Uri("http://127.0.0.1:9")) }, Cancel);
        using var http = new NativeHttp(server);

        Assert.Equal(1, await http.PublishAsync("custom:a", new { type = "a.b", data = 1 }, Cancel));
        Assert.Equal(0, await server.StopAsync(Cancel));
    }

    private static Dictionary<string, string> Variables(string kind, Uri collector) => new()
    {
        [$"{kind}ENDPOINT"] = collector.ToString(),
        [$"{kind}PROTOCOL"] = "http/protobuf",
        [$"{kind}HEADERS"] = "Authorization=Bearer of-the-collector",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
    };
}
