using Microsoft.Extensions.Logging;

namespace Carillon.Core.Connections;

/// <summary>The life of one connection, the same for every dialect and transport: open, receive one message at a time, end.</summary>
public sealed partial class ConnectionRunner(ConnectionFactory connections, ILogger<ConnectionRunner> logger)
{
    // How long a peer may take to read its last words.
    private static readonly TimeSpan LastWordsTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the peer goes, the session ends it, or the server stops: then the peer is told in its own dialect.</summary>
    public async Task RunAsync(IMessageTransport transport, IDialect dialect, ConnectionProfile profile)
    {
        await using var connection = connections.Create(transport.Output, transport.Framing, profile);
        LogOpened(connection.Id, profile.Dialect, profile.RemoteAddress);
        var watch = dialect.AuthenticatesInBand ? Task.CompletedTask : connection.WatchCredentialAsync();
        try
        {
            await using var session = dialect.Open(connection);
            await ConverseAsync(transport, dialect, session, connection);
        }
        catch (OperationCanceledException) when (connection.Ending.IsCancellationRequested)
        {
            // The connection was ended on purpose: cancellation is not an error.
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException && connection.Ending.IsCancellationRequested)
        {
            // The transport broke under a reader: the same end by another name.
        }
        catch (Exception exception)
        {
            LogFailed(connection.Id, profile.Dialect, exception);
            connection.Close(CloseReason.Fault);
        }

        await EndAsync(transport, connection);
        connection.Abort(CloseReason.Normal);
        await watch;
        if (connection.Failure is { } failure) LogFailed(connection.Id, profile.Dialect, failure);
        LogClosed(connection.Id, profile.Dialect);
    }

    private static async Task ConverseAsync(
        IMessageTransport transport, IDialect dialect, IDialectSession session, Connection connection)
    {
        var ending = connection.Ending;
        try
        {
            await session.StartAsync(ending);
            while (true)
            {
                // A peer that does not take its answers is not read from.
                await connection.DrainAsync(ending);
                var received = await transport.ReceiveAsync(connection, dialect.MaxMessageBytes, ending);
                if (received.Closed) break;
                if (received.Refused is { } refused) await session.RefuseAsync(refused, ending);
                else await session.ReceiveAsync(received.Bytes, ending);
            }

            connection.Close(CloseReason.Normal);
        }
        catch (OperationCanceledException) when (connection.StopReason is not null && !connection.Closing.IsCompleted)
        {
            await session.ShutdownAsync(connection.StopReason, CancellationToken.None);
            connection.Close(CloseReason.Shutdown);
        }
    }

    private async Task EndAsync(IMessageTransport transport, Connection connection)
    {
        using var limit = new CancellationTokenSource(LastWordsTimeout, connections.Clock);
        try
        {
            await connection.Closing.WaitAsync(limit.Token);
            await transport.EndAsync(connection, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            LogLastWordsUnread(connection.Id);
        }

        transport.Abort();
    }

    [LoggerMessage(1100, LogLevel.Debug, "Connection {Connection} opened: {Dialect} from {Remote}")]
    private partial void LogOpened(string connection, string dialect, string remote);

    [LoggerMessage(1101, LogLevel.Debug, "Connection {Connection} closed: {Dialect}")]
    private partial void LogClosed(string connection, string dialect);

    [LoggerMessage(1102, LogLevel.Error, "Connection {Connection} failed: {Dialect}")]
    private partial void LogFailed(string connection, string dialect, Exception exception);

    [LoggerMessage(1103, LogLevel.Debug, "Connection {Connection} did not read its last words in time")]
    private partial void LogLastWordsUnread(string connection);
}
