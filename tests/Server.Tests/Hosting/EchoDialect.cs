using System.Text;
using Carillon.Core.Connections;

namespace Carillon.Server.Tests.Hosting;

/// <summary>Says every message back, and says what it was refused, so that a test sees what reached the dialect.</summary>
internal sealed class EchoDialect : IDialect
{
    public const int Limit = 70_000;

    public string Name => "echo";

    public int MaxMessageBytes => Limit;

    public LagPolicy LagPolicy { get; } = new() { MaxBytes = 64 * 1024 };

    public IDialectSession Open(IConnection connection) => new Session(connection);

    private sealed class Session(IConnection connection) : IDialectSession
    {
        public ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => Say(message.Span);

        public ValueTask RefuseAsync(RefusedMessage refused, CancellationToken cancellationToken) => Say(Encoding.UTF8.GetBytes($"refused: {refused}"));

        public ValueTask ShutdownAsync(string reason, CancellationToken cancellationToken) => Say(Encoding.UTF8.GetBytes($"shutdown: {reason}"));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private ValueTask Say(ReadOnlySpan<byte> message)
        {
            connection.Send(MessageWriter.FrameOf(message, connection.Framing));
            return ValueTask.CompletedTask;
        }
    }
}
