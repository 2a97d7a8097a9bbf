using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Carillon.Cli.Failures;

namespace Carillon.Cli;

/// <summary>Says which version this is.</summary>
internal sealed class VersionLine : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(VersionLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine(version);
        return (int)ExitCode.Ok;
    }
}
