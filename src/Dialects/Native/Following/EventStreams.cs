using System.Collections.Frozen;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Identity;
using Carillon.Dialects.Native.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Native.Following;

/// <summary>Follows over server-sent events: each response is a connection whose outbox writes straight into the response.</summary>
internal sealed partial class EventStreams(NativeServices services, Heartbeat heartbeat, ILogger<EventStreams> logger)
{
    private static readonly TimeSpan LastWordsTimeout = TimeSpan.FromSeconds(5);
    private static readonly LagPolicy Lag = new();

    public async ValueTask FollowAsync(HttpContext context, Caller caller, CancellationToken cancellationToken)
    {
        var plan = await FollowPlan.MakeAsync(services.Log, caller, Query.Follow(context), cancellationToken);
        await StartAsync(context, cancellationToken);

        var remote = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        var profile = new ConnectionProfile("native", Lag, remote, caller, FrozenDictionary<string, string>.Empty)
        {
            Authentication = context.Features.Get<Authentication>(),
        };
        await using var connection = services.Connections.Create(context.Response.BodyWriter, Framing.Raw, profile);
        heartbeat.Add(connection);
        var watch = connection.WatchCredentialAsync();
        try
        {
            Begin(connection, plan);
            await EndAsync(context, connection, cancellationToken);
        }
        finally
        {
            heartbeat.Remove(connection);
            connection.Abort(CloseReason.Normal);
            await watch;
            if (connection.Failure is { } failure) LogFailed(connection.Id, failure);
        }
    }

    private static async Task StartAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";

        // Whatever stands between must hand on each event as it comes, unchanged (nginx reads the second header).
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // Slow readers are the outbox's matter; the server's own rule would cut them off long before it does.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        await response.StartAsync(cancellationToken);
    }

    private void Begin(Connection connection, FollowPlan plan)
    {
        var epoch = services.Log.Epoch;
        connection.Send(SseBlocks.Retry);
        if (plan.StandsAt is { } position) connection.Send(SseBlocks.Cursor(epoch, position));
        if (plan.Reset is { } reason) connection.Send(SseBlocks.Reset(epoch, reason));
        connection.Deliver(new DeliveryRequest(plan.Filter, SseFormat.Shared, plan.Start) { OnLive = _ => connection.Send(SseBlocks.Live) });
    }

    /// <summary>Waits until the reader goes, is cut off, or the server stops: a stopping server does not abort requests by itself.</summary>
    private async Task EndAsync(HttpContext context, Connection connection, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, services.Stopping);
        try
        {
            await connection.Closing.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (services.Stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            connection.Send(SseBlocks.Shutdown(services.StopReason()));
            connection.Close(CloseReason.Shutdown);
            if (await EndedInTimeAsync(connection)) return;
        }

        // The outbox may still be inside a write: nothing else may ever be sent on this transport.
        context.Abort();
    }

    private async Task<bool> EndedInTimeAsync(Connection connection)
    {
        try
        {
            await connection.Closing.WaitAsync(LastWordsTimeout, services.Clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    [LoggerMessage(5001, LogLevel.Error, "Event stream {Connection} failed")]
    private partial void LogFailed(string connection, Exception exception);
}
