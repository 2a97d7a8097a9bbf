using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Client;

namespace Carillon.Cli.Commands;

/// <summary>Finds the job a person means: by its name, its id, or a part of the id.</summary>
internal static class JobNames
{
    public static async Task<Job> FindAsync(CarillonClient client, string text, CancellationToken cancellationToken)
    {
        var found = new List<Job>();
        await foreach (var job in client.Jobs.ListAllAsync(cancellationToken: cancellationToken))
        {
            if (job.Name == text) return job;
            if (StreamNames.IsMeant(job.Id, text)) found.Add(job);
        }

        return found.Count switch
        {
            1 => found[0],
            0 => throw new CliException(ExitCode.Failed, $"There is no job '{text}'", "See what is there: carillon cron"),
            _ => throw new CliException(ExitCode.Usage, $"'{text}' could be any of {found.Count} jobs", "Give more of the id: carillon cron"),
        };
    }
}
