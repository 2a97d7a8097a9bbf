using System.CommandLine;
using Carillon.Backends.Sqlite;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Commands;

/// <summary><c>--data</c>: the folder that holds the log and the workspaces.</summary>
internal sealed class DataOption : Option<string>
{
    private const string Variable = "CARILLON_DATA";

    public DataOption(Terminal terminal)
        : base("--data")
    {
        Description = $"The folder of the log and the workspaces ({Variable})";
        HelpName = "DIR";
        DefaultValueFactory = _ => terminal.Setting(Variable) ?? Default(terminal);
    }

    /// <summary>The folder, in full.</summary>
    public string Folder(ParseResult parse) => Path.GetFullPath(parse.GetRequiredValue(this));

    /// <summary>The log's file in it.</summary>
    public string Database(ParseResult parse) => new SqliteOptions(Folder(parse)).DatabasePath;

    private static string Default(Terminal terminal)
    {
        // The XDG rules: a relative path in the variable is to be ignored.
        var shared = terminal.Setting("XDG_DATA_HOME") is { } set && Path.IsPathRooted(set)
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        return Path.Combine(shared, "carillon");
    }
}
