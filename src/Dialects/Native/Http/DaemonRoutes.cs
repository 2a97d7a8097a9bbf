using Carillon.Dialects.Native.Calls;
using Microsoft.AspNetCore.Http;

namespace Carillon.Dialects.Native.Http;

/// <summary>The watchers over the machine, over HTTP.</summary>
internal sealed class DaemonRoutes(DaemonCalls calls)
{
    public Serve Status { get; } = SessionRoutes.WithoutBody(_ => new NoParams(), calls.StatusAsync);

    public Serve Pause { get; } = SessionRoutes.WithoutBody(WatcherOf, calls.PauseAsync);

    public Serve Resume { get; } = SessionRoutes.WithoutBody(WatcherOf, calls.ResumeAsync);

    private static WatcherParams WatcherOf(HttpContext context) => new(Query.Part(context, "watcher"));
}
