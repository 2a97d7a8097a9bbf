using System.Net;
using Microsoft.AspNetCore.Http;

namespace Carillon.Server.Security;

/// <summary>
/// While no credentials are configured, being on this machine is the credential: so a request must name this machine as its
/// host (a rebound DNS name does not) and must not come from a foreign web page.
/// </summary>
internal sealed class LoopbackGuard(IReadOnlyList<string> allowedOrigins)
{
    private readonly HashSet<WebOrigin> _allowed = [.. allowedOrigins.Select(text => WebOrigin.TryParse(text, out var origin) ? origin : null).OfType<WebOrigin>()];

    /// <summary>Whether an address can only be reached from this machine.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsLoopback(context.Request.Host.Host))
        {
            return RefuseAsync(context, "The Host header must name this machine (localhost or 127.0.0.1).");
        }

        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsAllowed(origin))
        {
            return RefuseAsync(context, "This web origin is not allowed. Add it to allowedOrigins in the configuration file.");
        }

        return next(context);
    }

    private bool IsAllowed(string text) =>
        WebOrigin.TryParse(text, out var origin) && (_allowed.Contains(origin) || IsLoopback(origin.Host));

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }
}
