using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Carillon.Core.Connections;
using Carillon.Core.Identity;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

/// <summary>A peer of the JSON-RPC side over in-memory pipes, one message a line, run by the real connection runner.</summary>
internal sealed class LinePeer : IMessageTransport
{
    private readonly Pipe _output = new();
    private readonly Channel<ReceivedMessage> _input = Channel.CreateBounded<ReceivedMessage>(1000);
    private readonly ConnectionFactory _connections;
    private readonly StreamReader _lines;
    private Task _run = Task.CompletedTask;

    private LinePeer(ConnectionFactory connections)
    {
        _connections = connections;
        _lines = new StreamReader(_output.Reader.AsStream(), Encoding.UTF8);
    }

    public Framing Framing => Framing.Line;

    public PipeWriter Output => _output.Writer;

    public static LinePeer Connect(NativeHost host, Caller? caller, Authentication? authentication = null)
    {
        var peer = new LinePeer(host.Services.Connections);
        var dialect = new NativeDialect(host.Services);
        var profile = new ConnectionProfile(dialect.Name, dialect.LagPolicy, "here", caller, new Dictionary<string, string>()) { Authentication = authentication };
        peer._run = host.NewRunner().RunAsync(peer, dialect, profile);
        return peer;
    }

    public void Send(string message) => Assert.True(_input.Writer.TryWrite(new ReceivedMessage(false, null, Encoding.UTF8.GetBytes(message))));

    public void SendRefused(RefusedMessage refused) => Assert.True(_input.Writer.TryWrite(new ReceivedMessage(false, refused, default)));

    public async Task<string> NextAsync(CancellationToken cancellationToken) =>
        await _lines.ReadLineAsync(cancellationToken) ?? throw new EndOfStreamException("The server said no more.");

    /// <summary>Sends and takes the next message, whatever it is.</summary>
    public async Task<JsonNode> AskAsync(string message, CancellationToken cancellationToken)
    {
        Send(message);
        return JsonNode.Parse(await NextAsync(cancellationToken))!;
    }

    public void StopServer() => _connections.TellToStop(StopReasons.Restart);

    public async ValueTask<ReceivedMessage> ReceiveAsync(IConnection connection, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            return await _input.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return ReceivedMessage.End;
        }
    }

    public ValueTask EndAsync(IConnection connection, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Abort() => _output.Writer.Complete();

    public async ValueTask DisposeAsync()
    {
        _input.Writer.TryComplete();
        await _run;
        _lines.Dispose();
    }
}
