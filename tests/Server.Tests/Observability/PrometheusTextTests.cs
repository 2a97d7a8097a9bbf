using System.Diagnostics.Metrics;
using Carillon.Server.Observability;

namespace Carillon.Server.Tests.Observability;

public class PrometheusTextTests
{
    [Fact]
    public void Counters_levels_and_times_are_written_in_the_text_format()
    {
        using var meter = new Meter("golden");
        using var other = new Meter("another");
        meter.CreateObservableCounter("carillon.log.appended", () => 1_234_567_890_123L, "{event}", "Events numbered");
        meter.CreateObservableUpDownCounter("carillon.connections", () => 3L, "{connection}", "Open connections");
        meter.CreateObservableGauge("carillon.load", () => 0.25, null, null);
        other.CreateObservableCounter("foreign.total", () => 1L);
        using var text = new PrometheusText("golden");
        var latency = meter.CreateHistogram(
            "carillon.commit", "s", "Time of one commit", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.1, 5] });
        foreach (var seconds in (double[])[0.0005, 0.001, 0.0625, 6.5]) latency.Record(seconds);

        Assert.Equal(
            """
            # HELP carillon_commit_seconds Time of one commit
            # TYPE carillon_commit_seconds histogram
            carillon_commit_seconds_bucket{le="0.001"} 2
            carillon_commit_seconds_bucket{le="0.1"} 3
            carillon_commit_seconds_bucket{le="5"} 3
            carillon_commit_seconds_bucket{le="+Inf"} 4
            carillon_commit_seconds_sum 6.564
            carillon_commit_seconds_count 4
            # HELP carillon_connections Open connections
            # TYPE carillon_connections gauge
            carillon_connections 3
            # HELP carillon_load carillon.load
            # TYPE carillon_load gauge
            carillon_load 0.25
            # HELP carillon_log_appended_total Events numbered
            # TYPE carillon_log_appended_total counter
            carillon_log_appended_total 1234567890123

            """.ReplaceLineEndings("\n"),
            text.Write());
    }

    [Fact]
    public void A_value_is_read_when_it_is_asked_for()
    {
        using var meter = new Meter("asked");
        var value = 1L;
        meter.CreateObservableCounter("n", () => value);
        using var text = new PrometheusText("asked");
        Assert.EndsWith("\nn_total 1\n", text.Write(), StringComparison.Ordinal);
        value = 2;
        Assert.EndsWith("\nn_total 2\n", text.Write(), StringComparison.Ordinal);
    }
}
