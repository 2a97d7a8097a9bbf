namespace Carillon.Bench.Load;

/// <summary>How one server is spoken to: the same work in each one's own words.</summary>
internal interface ITarget
{
    /// <summary>Where its WebSocket is.</summary>
    string Path { get; }

    /// <summary>What a subscriber says after the handshake, one frame each.</summary>
    IReadOnlyList<string> Subscribe { get; }

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

    public IReadOnlyList<string> Subscribe { get; } =
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

/// <summary>SignalR's JSON protocol: records end with 0x1E.</summary>
internal sealed class SignalRTarget : ITarget
{
    public string Path => "/hub";

    public IReadOnlyList<string> Subscribe { get; } = ["{\"protocol\":\"json\",\"version\":1}\u001e"];

    public string Subscribed => "{}\u001e";

    public IReadOnlyList<string> Introduce => Subscribe;

    public string Publish(long number, string payload) =>
        $"{{\"type\":1,\"invocationId\":\"{number}\",\"target\":\"Publish\",\"arguments\":[\"{payload}\"]}}\u001e";

    public int CountAcks(ReadOnlySpan<byte> input) => Occurrences.Count(input, "{\"type\":3"u8);
}

/// <summary>The NATS protocol over a WebSocket.</summary>
internal sealed class NatsTarget : ITarget
{
    public string Path => "/";

    public IReadOnlyList<string> Subscribe { get; } = ["CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB bench 1\r\nPING\r\n"];

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
