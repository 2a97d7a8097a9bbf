using Carillon.Core.Connections;
using Carillon.Server.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carillon.Server.Composition;

/// <summary>A dialect on WebSockets: where it is on the common port, and where its own clients look by default.</summary>
/// <param name="Paths">On the common port.</param>
/// <param name="CompatPaths">On the ports of its own, with <c>--compat-ports</c>.</param>
internal sealed record WebSocketSurface(IDialect Dialect, IReadOnlyList<string> Paths, params IReadOnlyList<string> CompatPaths);

/// <summary>Maps WebSocket dialects to paths and ports.</summary>
internal sealed class Surfaces(IReadOnlyList<WebSocketSurface> surfaces, WebSocketEndpoint endpoint)
{
    /// <summary>On a dialect's own port nothing else is served: its paths there may mean something else elsewhere.</summary>
    public Task ServeCompatPortAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<CompatConnection>() is not { } own) return next(context);
        var surface = surfaces.FirstOrDefault(surface =>
            surface.Dialect.Name == own.Dialect && surface.CompatPaths.Contains(context.Request.Path.Value));
        if (surface is not null) return endpoint.RunAsync(context, surface.Dialect);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var surface in surfaces)
        {
            foreach (var path in surface.Paths) routes.Map(path, context => endpoint.RunAsync(context, surface.Dialect));
        }
    }
}
