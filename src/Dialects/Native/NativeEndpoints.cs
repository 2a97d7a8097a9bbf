using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Following;
using Carillon.Dialects.Native.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Native;

/// <summary>Maps the HTTP API.</summary>
public static class NativeEndpoints
{
    /// <summary>
    /// Maps every path under <c>/v1</c> but <c>/v1/ws</c>, which belongs to <see cref="NativeDialect"/>. Its one timer stops
    /// with <see cref="NativeServices.Stopping"/>.
    /// </summary>
    public static IEndpointConventionBuilder MapNative(this IEndpointRouteBuilder endpoints, NativeServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var heartbeat = new Heartbeat(services.Clock);
        services.Stopping.Register(heartbeat.Dispose);

        var group = endpoints.MapGroup("/v1");
        var logger = services.Loggers.CreateLogger<ApiPath>();
        var streams = new EventStreams(services, heartbeat, services.Loggers.CreateLogger<EventStreams>());
        foreach (var (path, methods) in Paths(services, streams))
        {
            group.Map(path, new ApiPath(services.Identify, logger, methods).InvokeAsync);
        }

        group.Map("/{**rest}", ApiPath.NoSuchPathAsync);
        return group;
    }

    private static IEnumerable<(string Path, (string Method, Serve Serve)[] Methods)> Paths(NativeServices services, EventStreams streams)
    {
        var events = new EventRoutes(new EventCalls(services.Log));
        var sessions = new SessionRoutes(new SessionCalls(services));
        var daemon = new DaemonRoutes(new DaemonCalls(services.Perception));
        var files = new FileRoutes(new FileCalls(services.Files));
        var members = new MemberRoutes(new MemberCalls(services.Members));
        return
        [
            ("/streams/{stream}/events", [(HttpMethods.Post, events.PublishAsync), (HttpMethods.Get, events.PageAsync)]),
            ("/events", [(HttpMethods.Get, streams.FollowAsync)]),
            ("/sessions", [(HttpMethods.Post, sessions.Create), (HttpMethods.Get, sessions.List)]),
            ("/sessions/{id}", [(HttpMethods.Get, sessions.Get), (HttpMethods.Patch, sessions.Update), (HttpMethods.Delete, sessions.Delete)]),
            ("/sessions/{id}/snapshot", [(HttpMethods.Get, sessions.Snapshot)]),
            ("/sessions/{id}/history", [(HttpMethods.Get, sessions.History)]),
            ("/sessions/{id}/turns", [(HttpMethods.Post, sessions.RunTurn)]),
            ("/sessions/{id}/stop", [(HttpMethods.Post, sessions.Stop)]),
            ("/sessions/{id}/steer", [(HttpMethods.Post, sessions.Steer)]),
            ("/sessions/{id}/permissions/{requestId}", [(HttpMethods.Post, sessions.Resolve)]),
            ("/sessions/{id}/questions/{requestId}", [(HttpMethods.Post, sessions.Answer)]),
            ("/sessions/{id}/files", [(HttpMethods.Get, files.List)]),
            ("/sessions/{id}/files/content", [(HttpMethods.Get, files.Read)]),
            ("/sessions/{id}/files/history", [(HttpMethods.Get, files.History)]),
            ("/members", [(HttpMethods.Get, members.List)]),
            ("/members/{userId}", [(HttpMethods.Patch, members.Update), (HttpMethods.Delete, members.Remove)]),
            ("/identity", [(HttpMethods.Get, members.Identity)]),
            ("/permissions", [(HttpMethods.Get, sessions.Pending)]),
            ("/agents", [(HttpMethods.Get, sessions.Agents)]),
            ("/daemon", [(HttpMethods.Get, daemon.Status)]),
            ("/daemon/{watcher}/pause", [(HttpMethods.Post, daemon.Pause)]),
            ("/daemon/{watcher}/resume", [(HttpMethods.Post, daemon.Resume)]),
            .. new JobRoutes(new JobCalls(services.Jobs)).Paths,
        ];
    }
}
