using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Carillon.Server.Observability;

/// <summary>Listens to one meter and writes it in the Prometheus text format, version 0.0.4.</summary>
internal sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);

    public PrometheusText(string meterName)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meterName) listener.EnableMeasurementEvents(instrument, SeriesOf(instrument));
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, state) => ((Series)state!).Record(value));
        _listener.SetMeasurementEventCallback<double>((_, value, _, state) => ((Series)state!).Record(value));
        _listener.Start();
    }

    /// <summary>Everything as it stands now.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var series in _series.Values.OrderBy(series => series.Name, StringComparer.Ordinal)) series.Write(text);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private Series SeriesOf(Instrument instrument) => _series.GetOrAdd(instrument.Name, _ => Series.For(instrument));

    /// <summary>One metric under its Prometheus name.</summary>
    private abstract class Series(string name, string help)
    {
        public string Name { get; } = name;

        public static Series For(Instrument instrument)
        {
            var name = instrument.Name.Replace('.', '_') + instrument.Unit switch { "s" => "_seconds", _ => "" };
            var help = instrument.Description ?? instrument.Name;
            return instrument switch
            {
                Histogram<double> histogram => new Buckets(name, help, histogram.Advice?.HistogramBucketBoundaries ?? [0.001, 0.01, 0.1, 1]),
                ObservableCounter<long> => new Single(name + "_total", help, "counter"),
                _ => new Single(name, help, "gauge"),
            };
        }

        public abstract void Record(double value);

        public abstract void Write(StringBuilder text);

        protected void WriteHead(StringBuilder text, string type) => text
            .Append("# HELP ").Append(Name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE ").Append(Name).Append(' ').Append(type).Append('\n');

        protected static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
    }

    private sealed class Single(string name, string help, string type) : Series(name, help)
    {
        private double _value;

        public override void Record(double value) => Volatile.Write(ref _value, value);

        public override void Write(StringBuilder text)
        {
            WriteHead(text, type);
            text.Append(Name).Append(' ').Append(Number(Volatile.Read(ref _value))).Append('\n');
        }
    }

    private sealed class Buckets(string name, string help, IReadOnlyList<double> bounds) : Series(name, help)
    {
        private readonly Lock _gate = new();
        private readonly long[] _counts = new long[bounds.Count];
        private long _count;
        private double _sum;

        public override void Record(double value)
        {
            lock (_gate)
            {
                _count++;
                _sum += value;
                for (var i = 0; i < bounds.Count; i++)
                {
                    if (value <= bounds[i]) _counts[i]++;
                }
            }
        }

        public override void Write(StringBuilder text)
        {
            WriteHead(text, "histogram");
            lock (_gate)
            {
                for (var i = 0; i < bounds.Count; i++) WriteBucket(text, Number(bounds[i]), _counts[i]);
                WriteBucket(text, "+Inf", _count);
                text.Append(Name).Append("_sum ").Append(Number(_sum)).Append('\n');
                text.Append(Name).Append("_count ").Append(Number(_count)).Append('\n');
            }
        }

        private void WriteBucket(StringBuilder text, string bound, long count) => text
            .Append(Name).Append("_bucket{le=\"").Append(bound).Append("\"} ").Append(Number(count)).Append('\n');
    }
}
