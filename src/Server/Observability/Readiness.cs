using Carillon.Core.Ports;
using Microsoft.AspNetCore.Http;

namespace Carillon.Server.Observability;

/// <summary>Says whether the server should be sent work: not while it stops, and not while its log takes no writes.</summary>
internal static class Readiness
{
    public static Task WriteAsync(HttpContext context, StorageException? failure, CancellationToken stopping)
    {
        var why = failure is not null ? $"the log takes no writes ({failure.Fault})" : stopping.IsCancellationRequested ? "stopping" : null;
        context.Response.StatusCode = why is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync((why ?? "ready") + "\n", context.RequestAborted);
    }
}
