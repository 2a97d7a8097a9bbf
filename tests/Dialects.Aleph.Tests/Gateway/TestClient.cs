using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Carillon.Core.Connections;
using Carillon.Core.Identity;

namespace Carillon.Dialects.Aleph.Tests.Gateway;

/// <summary>A peer: says messages, hears answers and events in the order they were sent.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
    private readonly Connection _connection;
    private readonly List<JsonObject> _passedOver = [];
    private int _lastId;

    public TestClient(TestServer server, Caller? caller, Dictionary<string, string> options)
    {
        var profile = new ConnectionProfile("aleph", server.Dialect.LagPolicy, "127.0.0.1", caller, options);
        _connection = server.Connections.Create(_pipe.Writer, Framing.Line, profile);
        Session = server.Dialect.Open(_connection);
    }

    public IDialectSession Session { get; }

    public Task<CloseReason> Closing => _connection.Closing;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async Task SayAsync(string json) => await SayAsync(Encoding.UTF8.GetBytes(json));

    public async Task SayAsync(byte[] message) => await Session.ReceiveAsync(message, Ending);

    /// <summary>The next message as it was sent.</summary>
    public async Task<string> HearTextAsync()
    {
        while (true)
        {
            var read = await _pipe.Reader.ReadAsync(Ending).AsTask().WaitAsync(Patience, Ending);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(read.Buffer.Slice(0, end).ToArray());
                _pipe.Reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            _pipe.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) throw new EndOfStreamException();
        }
    }

    public async Task<JsonObject> HearAsync() => JsonNode.Parse(await HearTextAsync())!.AsObject();

    /// <summary>Calls a method and hears its result; events that come before it wait for <see cref="HearEventAsync"/>.</summary>
    public async Task<JsonNode> CallAsync(string method, string parameters = "{}")
    {
        var reply = await ReplyAsync(method, parameters);
        Assert.True(reply["error"] is null, reply.ToJsonString());
        return reply["result"]!;
    }

    /// <summary>Calls a method and hears its error.</summary>
    public async Task<(int Code, string Message)> FailAsync(string method, string parameters = "{}")
    {
        var reply = await ReplyAsync(method, parameters);
        Assert.True(reply["error"] is not null, reply.ToJsonString());
        return ((int)reply["error"]!["code"]!, (string)reply["error"]!["message"]!);
    }

    /// <summary>The next event, of this topic if one is named.</summary>
    public async Task<JsonNode> HearEventAsync(string? topic = null)
    {
        var heard = _passedOver.Count > 0 ? _passedOver[0] : await HearAsync();
        if (_passedOver.Count > 0) _passedOver.RemoveAt(0);
        Assert.Equal("event", (string?)heard["method"]);
        var parameters = heard["params"]!;
        if (topic is not null) Assert.Equal(topic, (string?)parameters["topic"]);
        return parameters;
    }

    /// <summary>Events up to one of this topic, that one included, as topics.</summary>
    public async Task<List<string>> HearTopicsUntilAsync(string last)
    {
        var topics = new List<string>();
        do topics.Add((string)(await HearEventAsync())["topic"]!);
        while (topics[^1] != last);
        return topics;
    }

    /// <summary>Nothing was queued before this: the answer to a call is the next message.</summary>
    public async Task HearNothingAsync()
    {
        Assert.Empty(_passedOver);
        await CallAsync("heartbeat.ping");
        Assert.Empty(_passedOver);
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await _connection.DisposeAsync();
        await _pipe.Reader.CompleteAsync();
    }

    private async Task<JsonObject> ReplyAsync(string method, string parameters)
    {
        var id = ++_lastId;
        await SayAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""");
        while (true)
        {
            var heard = await HearAsync();
            if (heard["id"] is JsonValue echoed && echoed.TryGetValue<int>(out var number) && number == id) return heard;
            _passedOver.Add(heard);
        }
    }
}
