using Carillon.Backends.Sqlite;
using Carillon.Core.Diagnostics;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Members.Tests;

/// <summary>The members over the real log in a real file.</summary>
internal sealed class Tenant : IAsyncDisposable
{
    private readonly string _folder;
    private readonly CoreMetrics _metrics;
    private readonly SqliteStorage _storage;
    private readonly EventLog _log;
    private bool _ownsFolder = true;

    private Tenant(string folder, ManualTimeProvider clock)
    {
        _folder = folder;
        Clock = clock;
        _metrics = new CoreMetrics(clock);
        _storage = new SqliteStorage(new SqliteOptions(folder), clock, new SequentialIds(), NullLogger<SqliteStorage>.Instance);
        _log = new EventLog(_storage, new SubscriptionIndex(), new EventLogOptions(), clock, _metrics, NullLogger<EventLog>.Instance);
        Members = new TenantMembers(_log, _storage, clock);
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ManualTimeProvider Clock { get; }

    public TenantMembers Members { get; }

    public static Caller Of(string userId, Role role) => new(userId, "acme", role, $"{userId}@example.com");

    public static Task<Tenant> OpenAsync() => OpenAsync(Directory.CreateTempSubdirectory("carillon-members-").FullName, new ManualTimeProvider());

    public async Task<Tenant> RestartAsync()
    {
        _ownsFolder = false;
        await DisposeAsync();
        return await OpenAsync(_folder, Clock);
    }

    /// <summary>Lets people in, in this order.</summary>
    public async Task AdmitAsync(params Caller[] callers)
    {
        foreach (var caller in callers) await Members.AdmitAsync(caller, Cancellation);
    }

    public async Task<Role> RoleAsync(Caller caller) => (await Members.AdmitAsync(caller, Cancellation)).Role;

    /// <summary>Who is listed, each with the role.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(Caller caller) =>
        [.. (await Members.ListAsync(caller, Cancellation)).Select(member => $"{member.UserId} {member.Role}")];

    /// <summary>What the tenant's stream says: type and data.</summary>
    public async Task<IReadOnlyList<string>> SaidAsync(string tenant = "acme")
    {
        var entries = await _log.ReadAsync(StreamId.OfTenant(tenant), 0, 100, Cancellation);
        return [.. entries.Select(entry => $"{entry.Type} {System.Text.Encoding.UTF8.GetString(entry.Data.Span)}")];
    }

    public static async Task RefusedAsync(ErrorCode code, Func<Task> attempt) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<CarillonException>(attempt)).Code);

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await _storage.DisposeAsync();
        _metrics.Dispose();
        if (_ownsFolder) Directory.Delete(_folder, recursive: true);
    }

    private static async Task<Tenant> OpenAsync(string folder, ManualTimeProvider clock)
    {
        var tenant = new Tenant(folder, clock);
        await tenant._log.StartAsync(Cancellation);
        return tenant;
    }
}
