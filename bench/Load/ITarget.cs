namespace Carillon.Bench.Load;

/// <summary>How one server is spoken to: the same work in each one's own words.</summary>
internal interface ITarget
{
    /// <summary>Where subscribers' WebSocket is.</summary>
    string Path { get; }

    /// <summary>Where the publisher's is.</summary>
    string PublisherPath => Path;

    /// <summary>What a subscriber says after the handshake, one frame each.</summary>
    /// <param name="number">Which subscriber it is, from 0.</param>
    IReadOnlyList<string> Subscribe(int number);

    /// <summary>How many of so many subscribers a message reaches.</summary>
    int Reached(int subscribers) => subscribers;

    /// <summary>What shows that the subscription is in force.</summary>
    string Subscribed { get; }

    /// <summary>What a publisher says after the handshake, one frame each.</summary>
    IReadOnlyList<string> Introduce { get; }

    /// <summary>One message to publish.</summary>
    string Publish(long number, string payload);

    /// <summary>How many publishes a piece of the publisher's input acknowledges.</summary>
    int CountAcks(ReadOnlySpan<byte> input);
}

/// <summary>Carillon's own JSON-RPC.</summary>
internal sealed class CarillonTarget(bool durable) : ITarget
{
    public string Path => "/v1/ws";

    public IReadOnlyList<string> Subscribe(int number) =>
        ["""{"jsonrpc":"2.0","id":1,"method":"events.follow","params":{"topics":["bench.message"]}}"""];

    public string Subscribed => "\"result\"";

    public IReadOnlyList<string> Introduce { get; } = [];

    public string Publish(long number, string payload) =>
        $"{{\"jsonrpc\":\"2.0\",\"id\":{number},\"method\":\"events.publish\",\"params\":{{\"stream\":\"custom:bench\","
        + $"\"type\":\"bench.message\",\"durable\":{(durable ? "true" : "false")},\"data\":{{\"text\":\"{payload}\"}}}}}}";

    public int CountAcks(ReadOnlySpan<byte> input) =>
        input.IndexOf("\"error\""u8) < 0
            ? Occurrences.Count(input, "\"result\""u8)
            : throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(input));
}

/// <summary>Aleph's subscribers, each with a pattern: one in fifty wants what is published, through Carillon's own API.</summary>
internal sealed class AlephTarget : ITarget
{
    private const int OneIn = 50;
    private static readonly string[] Others = ["stream.*", "agent.*", "cron.*", "*.completed", "config.*", "exec.approval_requested", "daemon.*"];
    private readonly CarillonTarget _publisher = new(durable: false);

    public string Path => "/aleph/ws";

    public string PublisherPath => _publisher.Path;

    public string Subscribed => _publisher.Subscribed;

    public IReadOnlyList<string> Introduce => _publisher.Introduce;

    public IReadOnlyList<string> Subscribe(int number) =>
        [$$$"""{"jsonrpc":"2.0","id":1,"method":"events.subscribe","params":{"patterns":["{{{PatternOf(number)}}}"]}}"""];

    public int Reached(int subscribers) => (subscribers + OneIn - 1) / OneIn;

    public string Publish(long number, string payload) => _publisher.Publish(number, payload);

    public int CountAcks(ReadOnlySpan<byte> input) => _publisher.CountAcks(input);

    private static string PatternOf(int number) => number % OneIn == 0 ? "bench.*" : Others[number % Others.Length];
}

/// <summary>SignalR's JSON protocol: records end with 0x1E.</summary>
internal sealed class SignalRTarget : ITarget
{
    public string Path => "/hub";

    public IReadOnlyList<string> Subscribe(int number) => Introduce;

    public string Subscribed => "{}\u001e";

    public IReadOnlyList<string> Introduce { get; } = ["{\"protocol\":\"json\",\"version\":1}\u001e"];

    public string Publish(long number, string payload) =>
        $"{{\"type\":1,\"invocationId\":\"{number}\",\"target\":\"Publish\",\"arguments\":[\"{payload}\"]}}\u001e";

    public int CountAcks(ReadOnlySpan<byte> input) => Occurrences.Count(input, "{\"type\":3"u8);
}

/// <summary>The NATS protocol over a WebSocket.</summary>
internal sealed class NatsTarget : ITarget
{
    public string Path => "/";

    public IReadOnlyList<string> Subscribe(int number) => ["CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB bench 1\r\nPING\r\n"];

    public string Subscribed => "PONG";

    public IReadOnlyList<string> Introduce { get; } = ["CONNECT {\"verbose\":true,\"pedantic\":false,\"echo\":false}\r\n"];

    public string Publish(long number, string payload) => $"PUB bench {payload.Length}\r\n{payload}\r\n";

    public int CountAcks(ReadOnlySpan<byte> input) => Occurrences.Count(input, "+OK"u8);
}

/// <summary>Counts a needle that never overlaps itself.</summary>
internal static class Occurrences
{
    public static int Count(ReadOnlySpan<byte> input, ReadOnlySpan<byte> needle)
    {
        var count = 0;
        for (int at; (at = input.IndexOf(needle)) >= 0; count++) input = input[(at + needle.Length)..];
        return count;
    }
}
