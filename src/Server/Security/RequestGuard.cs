using System.Net;
using Microsoft.AspNetCore.Http;

namespace Carillon.Server.Security;

/// <summary>
/// Keeps foreign web pages out. While no credentials are asked for, being on this machine is the credential: so a request must
/// name this machine as its host (a rebound DNS name does not), and pages from this machine may come. Where credentials are
/// asked for, a host's name proves nothing and none is asked about, and a page must be from an origin that was allowed.
/// </summary>
internal sealed class RequestGuard(bool requiresCredentials, IReadOnlyList<string> allowedOrigins)
{
    private volatile HashSet<WebOrigin> _allowed = Read(allowedOrigins);

    /// <summary>Whether an address can only be reached from this machine.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Lets pages of these origins in, and of no others, from the next request on.</summary>
    public void Allow(IReadOnlyList<string> origins) => _allowed = Read(origins);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!requiresCredentials && !IsLoopback(context.Request.Host.Host))
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

    private static HashSet<WebOrigin> Read(IReadOnlyList<string> origins) =>
        [.. origins.Select(text => WebOrigin.TryParse(text, out var origin) ? origin : null).OfType<WebOrigin>()];

    private bool IsAllowed(string text) =>
        WebOrigin.TryParse(text, out var origin) && (_allowed.Contains(origin) || (!requiresCredentials && IsLoopback(origin.Host)));

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }
}
