using Carillon.Core.Connections;
using Carillon.Server.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carillon.Server.Composition;

/// <summary>A dialect on WebSockets: where it is on the common port, and where its own clients look by default.</summary>
/// <param name="Path">On the common port.</param>
/// <param name="CompatPort">A port of its own, with <c>--compat-ports</c>.</param>
/// <param name="CompatPaths">Where it is on that port.</param>
internal sealed record WebSocketSurface(IDialect Dialect, string Path, int? CompatPort = null, IReadOnlyList<string>? CompatPaths = null);

/// <summary>Maps WebSocket dialects to paths and ports.</summary>
internal sealed class Surfaces(IReadOnlyList<WebSocketSurface> surfaces, WebSocketEndpoint endpoint)
{
    /// <summary>The ports that clients of single dialects look at.</summary>
    public IEnumerable<(string Dialect, int Port, string Path)> CompatPorts =>
        surfaces.Where(surface => surface.CompatPort is not null)
            .Select(surface => (surface.Dialect.Name, surface.CompatPort!.Value, surface.CompatPaths![0]));

    /// <summary>On a dialect's own port nothing else is served: its paths there may mean something else elsewhere.</summary>
    public Task ServeCompatPortAsync(HttpContext context, RequestDelegate next)
    {
        foreach (var surface in surfaces)
        {
            if (surface.CompatPort != context.Connection.LocalPort) continue;
            if (surface.CompatPaths!.Contains(context.Request.Path.Value)) return endpoint.RunAsync(context, surface.Dialect);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var surface in surfaces)
        {
            routes.Map(surface.Path, context => endpoint.RunAsync(context, surface.Dialect));
        }
    }
}
