using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Features.Scheduling.Access;

namespace Carillon.Features.Scheduling.Jobs;

/// <summary>Which job runs after which: never in a circle, for that would never end. Looked at inside the turnstile.</summary>
internal sealed class Chains(JobBook book)
{
    /// <summary>Errors: NotFound (a job of the chain), Conflict (a circle), PermissionDenied (a job that the caller could not run).</summary>
    /// <param name="id">The job that gets these links; null for one that is not there yet, which nothing can lead back to.</param>
    /// <param name="caller">Who makes them; null for one who needs no leave.</param>
    public void Check(string tenant, string? id, JobDefinition definition, Caller? caller)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(NextOf(definition));
        foreach (var next in open)
        {
            var live = book.Find(tenant, next) ?? throw new CarillonException(ErrorCode.NotFound, "There is no such job to go on with.");
            if (caller is not null) JobPermissions.DemandFor(caller, live.Job.Definition);
        }

        while (open.TryPop(out var next))
        {
            if (next == id) throw new CarillonException(ErrorCode.Conflict, "The chain leads back to this job: it would never end.");
            if (!seen.Add(next) || book.Find(tenant, next) is not { } live) continue;
            foreach (var further in NextOf(live.Job.Definition)) open.Push(further);
        }
    }

    /// <summary>Errors: Conflict, with the name of a job that goes on with this one.</summary>
    public void CheckUnused(LiveJob live)
    {
        var before = book.Of(live.Tenant).FirstOrDefault(other => other != live && !other.IsRemoved && NextOf(other.Job.Definition).Contains(live.Id));
        if (before is not null) throw new CarillonException(ErrorCode.Conflict, $"The job '{before.Job.Name}' goes on with this one; change that first.");
    }

    private static IEnumerable<string> NextOf(JobDefinition definition)
    {
        if (definition.NextJobIdOnSuccess is { } success) yield return success;
        if (definition.NextJobIdOnFailure is { } failure) yield return failure;
    }
}
