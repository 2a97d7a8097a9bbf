using Carillon.Dialects.Native.Calls;
using Microsoft.AspNetCore.Http;
using static Carillon.Dialects.Native.Http.CallRoute;

namespace Carillon.Dialects.Native.Http;

/// <summary>The watchers over the machine, over HTTP.</summary>
internal sealed class DaemonRoutes(DaemonCalls calls)
{
    public Serve Status { get; } = WithoutBody(_ => new NoParams(), calls.StatusAsync);

    public Serve Pause { get; } = WithoutBody(WatcherOf, calls.PauseAsync);

    public Serve Resume { get; } = WithoutBody(WatcherOf, calls.ResumeAsync);

    private static WatcherParams WatcherOf(HttpContext context) => new(Query.Part(context, "watcher"));
}
