using Carillon.Core.Connections;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Server.Configuration;

/// <summary>Everything a server is started with; flags win over the environment, which wins over the file.</summary>
public sealed record ServerOptions
{
    /// <summary>Where the log and the workspaces live.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Which ports dialects have of their own, with <see cref="ListenSettings.CompatPorts"/>; 0 lets the system choose.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> CompatPortNumbers { get; init; } = Configuration.CompatPorts.All;

    /// <summary>How to run this program itself, for its built-in agents: the executable and its first arguments.</summary>
    public required IReadOnlyList<string> SelfCommand { get; init; }

    /// <summary>What is configured.</summary>
    public FileSettings File { get; init; } = new();

    /// <summary>Where that was read, and is read again when it changes; null for <c>carillon.json</c> in the data folder.</summary>
    public SettingsSources? Sources { get; init; }

    /// <summary>Asked when it is told to stop: what its peers are told, one of <see cref="StopReasons"/>.</summary>
    public Func<string> StopReason { get; init; } = () => StopReasons.Restart;

    /// <summary>Called once, when every listener is open.</summary>
    public Action<ServerAddresses>? OnStarted { get; init; }
}

/// <summary>Where a started server can be reached.</summary>
/// <param name="Http">Its main address.</param>
/// <param name="Compat">Dialect to addresses, for those that also listen on ports of their own.</param>
public sealed record ServerAddresses(Uri Http, IReadOnlyDictionary<string, IReadOnlyList<Uri>> Compat);

/// <summary>A server that cannot be started as asked. The message says what is wrong and what to do.</summary>
public sealed class ServerStartException(string message, Exception? inner = null) : Exception(message, inner);
