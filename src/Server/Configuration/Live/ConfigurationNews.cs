using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Events;
using Microsoft.Extensions.Logging;

namespace Carillon.Server.Configuration.Live;

/// <summary>Tells the operators' tenant what became of the configuration. A log that takes no writes keeps nobody from changing it.</summary>
internal sealed partial class ConfigurationNews(ILog log, string tenant, ILogger logger)
{
    /// <summary>The file was edited.</summary>
    public const string FileWatcher = "file_watcher";

    /// <summary>A peer asked for it.</summary>
    public const string Rpc = "rpc";

    public Task TellChangedAsync(SettingsDifference difference, string source) =>
        TellAsync(difference.Restarts.Count == 0
            ? new ConfigChanged(difference.Keys, source)
            : new ConfigChanged(difference.Keys, source, true, difference.Restarts));

    public Task TellReloadedAsync(string source) => TellAsync(new ConfigReloaded(source));

    /// <param name="error">Holds no values.</param>
    public Task TellErrorAsync(string error, string source) => TellAsync(new ConfigError(error, source));

    private async Task TellAsync(Event told)
    {
        try
        {
            // Not to be cancelled: it has happened.
            await log.AppendAsync(new Append([NewEvent.Of(StreamId.OfTenant(tenant), told)]), CancellationToken.None);
        }
        catch (CarillonException refused)
        {
            LogNotTold(logger, told.GetType().Name, refused.Message);
        }
    }

    [LoggerMessage(2103, LogLevel.Warning, "{Event} could not be told: {Reason}")]
    private static partial void LogNotTold(ILogger logger, string @event, string reason);
}
