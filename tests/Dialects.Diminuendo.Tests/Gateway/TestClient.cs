using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Carillon.Core.Connections;
using Carillon.Core.Identity;

namespace Carillon.Dialects.Diminuendo.Tests.Gateway;

/// <summary>A peer: says messages, hears answers and events in the order they were sent.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
    private readonly Connection _connection;

    public TestClient(TestServer server, Caller? caller, Dictionary<string, string> options)
    {
        var profile = new ConnectionProfile("diminuendo", server.Dialect.LagPolicy, "127.0.0.1", caller, options);
        _connection = server.Connections.Create(_pipe.Writer, Framing.Line, profile);
        Session = server.Dialect.Open(_connection);
    }

    public IDialectSession Session { get; }

    public Task<CloseReason> Closing => _connection.Closing;

    public string Id => _connection.Id;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async Task SayAsync(string json) => await Session.ReceiveAsync(Encoding.UTF8.GetBytes(json), Ending);

    /// <summary>The next message, whatever it is.</summary>
    public async Task<JsonObject> HearAsync()
    {
        while (true)
        {
            var read = await _pipe.Reader.ReadAsync(Ending).AsTask().WaitAsync(Patience, Ending);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(read.Buffer.Slice(0, end).ToArray());
                _pipe.Reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return JsonNode.Parse(line)!.AsObject();
            }

            _pipe.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) throw new EndOfStreamException();
        }
    }

    /// <summary>The next message, which has this type.</summary>
    public async Task<JsonObject> HearAsync(string type)
    {
        var heard = await HearAsync();
        Assert.Equal(type, (string?)heard["type"]);
        return heard;
    }

    /// <summary>All messages up to one of this type, that one included.</summary>
    public async Task<List<JsonObject>> HearUntilAsync(Func<JsonObject, bool> last)
    {
        var heard = new List<JsonObject>();
        do heard.Add(await HearAsync());
        while (!last(heard[^1]));
        return heard;
    }

    /// <summary>The next error's code.</summary>
    public async Task<string> HearErrorAsync() => (string)(await HearAsync("error"))["code"]!;

    /// <summary>Nothing was queued before this: the answer to a ping is the next message.</summary>
    public async Task HearNothingAsync()
    {
        await SayAsync("""{"type":"ping","ts":1}""");
        await HearAsync("pong");
    }

    /// <summary>Joins and hears the snapshot.</summary>
    public async Task<JsonObject> JoinAsync(string sessionId)
    {
        await SayAsync($$"""{"type":"join_session","sessionId":"{{sessionId}}"}""");
        return await HearAsync("state_snapshot");
    }

    public async ValueTask DisposeAsync()
    {
        // As the connection's own runner does: the session first, then what feeds it.
        await Session.DisposeAsync();
        await _connection.DisposeAsync();
        await _pipe.Reader.CompleteAsync();
    }
}
