using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Carillon.System.Tests.Harness;

/// <summary>An OpenTelemetry collector as far as metrics over HTTP go: hears them and knows the newest value of each.</summary>
public sealed class MetricsCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, long> _values = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MetricsCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/metrics", TakeAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Who sent, by its own name.</summary>
    public string? ServiceName { get; private set; }

    /// <summary>The credential that came along.</summary>
    public string? Authorization { get; private set; }

    /// <summary>Starts it.</summary>
    public static async Task<MetricsCollector> StartAsync(CancellationToken cancellationToken)
    {
        var collector = new MetricsCollector();
        await collector._app.StartAsync(cancellationToken);
        return collector;
    }

    /// <summary>Waits until what was sent fits, and returns it: a metric's sum, or a histogram's count, by name.</summary>
    public async Task<IReadOnlyDictionary<string, long>> WaitForAsync(
        Func<IReadOnlyDictionary<string, long>, bool> fits, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_values)
            {
                if (fits(_values)) return new Dictionary<string, long>(_values);
                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Assert.Equal("application/x-protobuf", context.Request.ContentType);
        lock (_values)
        {
            Authorization = context.Request.Headers.Authorization;
            foreach (var resource in Parts(body.ToArray(), 1)) Take(resource);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    // OTLP: ResourceMetrics { resource 1 { attributes 1 { key 1, value 2 { string 1 } } }, scope_metrics 2 { metrics 2 } }
    private void Take(ReadOnlyMemory<byte> resourceMetrics)
    {
        foreach (var attribute in Parts(resourceMetrics, 1).SelectMany(resource => Parts(resource, 1)))
        {
            if (Text(attribute, 1) == "service.name") ServiceName = Text(Parts(attribute, 2).Single(), 1);
        }

        foreach (var metric in Parts(resourceMetrics, 2).SelectMany(scope => Parts(scope, 2)))
        {
            // Metric { name 1, sum 7 { data_points 1 { as_int 6 } }, histogram 9 { data_points 1 { count 4 } } }
            var sums = Parts(metric, 7).SelectMany(sum => Parts(sum, 1)).SelectMany(point => Numbers(point, 6));
            var counts = Parts(metric, 9).SelectMany(histogram => Parts(histogram, 1)).SelectMany(point => Numbers(point, 4));
            _values[Text(metric, 1)] = sums.Concat(counts).Sum();
        }
    }

    private static string Text(ReadOnlyMemory<byte> message, int field) => Encoding.UTF8.GetString(Parts(message, field).Single().Span);

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(found => found.Number == field && found.WireType == 2).Select(found => found.Value);

    private static IEnumerable<long> Numbers(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(found => found.Number == field && found.WireType == 1).Select(found => BinaryPrimitives.ReadInt64LittleEndian(found.Value.Span));

    /// <summary>A protobuf message's fields (protobuf.dev, encoding): varints, 64 bits, bytes, 32 bits.</summary>
    private static IEnumerable<(int Number, int WireType, ReadOnlyMemory<byte> Value)> Fields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message.Span, ref at);
            var wireType = (int)(tag & 7);
            var start = at;
            var length = wireType switch
            {
                0 => 0,
                1 => 8,
                2 => (int)Varint(message.Span, ref start),
                5 => 4,
                _ => throw new InvalidDataException($"Wire type {wireType} is none that OTLP uses."),
            };
            if (wireType == 0) Varint(message.Span, ref start);
            at = start + length;
            yield return ((int)(tag >> 3), wireType, message.Slice(start, length));
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
