using System.IO.Pipelines;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Carillon.Core.Connections;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Server.Security;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Carillon.Server.Transports;

/// <summary>Turns an HTTP request into a WebSocket (RFC 6455, section 4.2) and runs a dialect on it.</summary>
internal sealed class WebSocketEndpoint(ConnectionRunner runner, Gatekeeper gatekeeper)
{
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Runs a dialect for whoever may connect; a dialect that authenticates in its messages takes strangers in as well.</summary>
    public async Task RunAsync(HttpContext context, IDialect dialect)
    {
        if (await OpenAsync(context, dialect) is not var (transport, profile)) return;
        await using (transport) await runner.RunAsync(transport, dialect, profile);
    }

    /// <summary>Null when the request was refused.</summary>
    private async ValueTask<(WebSocketTransport Transport, ConnectionProfile Profile)?> OpenAsync(HttpContext context, IDialect dialect)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || !IsHandshake(context.Request))
        {
            await RefuseAsync(context);
            return null;
        }

        // The connection's own token: asking for the request's would make another one that an idle connection then keeps.
        var closed = context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed;
        Authentication? authentication;
        try
        {
            authentication = dialect.AuthenticatesInBand
                ? await gatekeeper.FindAsync(context, closed)
                : await gatekeeper.RequireAsync(context, closed);
        }
        catch (CarillonException refused)
        {
            await Gatekeeper.RefuseAsync(context, refused);
            return null;
        }

        var pipes = PipesUnder(context);
        Accept(context);
        await upgrade.UpgradeAsync();
        return (new WebSocketTransport(pipes, context.Abort, closed), Profile(context, dialect, authentication));
    }

    private static bool IsHandshake(HttpRequest request) =>
        HttpProtocol.IsHttp11(request.Protocol)
        && HttpMethods.IsGet(request.Method)
        && request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
        && request.Headers.SecWebSocketVersion == "13"
        && Convert.TryFromBase64String(request.Headers.SecWebSocketKey.ToString(), stackalloc byte[24], out var bytes) && bytes == 16;

    private static async Task RefuseAsync(HttpContext context)
    {
        const string How = "WebSocket upgrade required: connect with ws:// and version 13.\n";
        context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.SecWebSocketVersion = "13";
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = How.Length;
        await context.Response.WriteAsync(How, context.RequestAborted);
    }

    private static void Accept(HttpContext context)
    {
        var key = context.Request.Headers.SecWebSocketKey.ToString();
        context.Response.StatusCode = StatusCodes.Status101SwitchingProtocols;
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
#pragma warning disable CA5350 // RFC 6455 names SHA-1; it proves that the handshake was read, nothing more.
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
        if (BearerToken.SubprotocolFor(context.Request) is { } subprotocol) context.Response.Headers.SecWebSocketProtocol = subprotocol;
    }

    /// <summary>
    /// The connection under HTTP. After the upgrade HTTP writes nothing more, so the outbox writes to the transport's pipe
    /// itself: one copy and one flush, where the upgraded stream would copy twice.
    /// </summary>
    private static IDuplexPipe PipesUnder(HttpContext context)
    {
        var pipes = context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport;
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            // A peer that vanished without a word is noticed even where the dialect has no heartbeat.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 20);
        }

        return pipes;
    }

    private static ConnectionProfile Profile(HttpContext context, IDialect dialect, Authentication? authentication) => new(
        dialect.Name,
        dialect.LagPolicy,
        Gatekeeper.AddressOf(context),
        authentication?.Caller,
        context.Request.Query.Count == 0 ? NoOptions : context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()))
    {
        Authentication = authentication,
    };

    private static readonly IReadOnlyDictionary<string, string> NoOptions = new Dictionary<string, string>();
}
