using Carillon.Contracts.Processes;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Features.Sandbox.Enclosures;

namespace Carillon.Features.Sandbox.Processes;

/// <summary>Starts processes in a sandbox.</summary>
internal sealed class Launcher(SandboxOptions options, IEnclosure enclosure, ProcessPorts ports)
{
    /// <summary>Errors: PathOutsideWorkspace, NotFound, Invalid.</summary>
    public async Task<ChildProcess> LaunchAsync(SessionPlace place, Launch launch, CancellationToken cancellationToken)
    {
        var folder = launch.WorkingDirectory is { } named ? new Confinement(place.Workspace).Resolve(named) : place.Workspace;
        if (!Directory.Exists(folder)) throw new CarillonException(ErrorCode.NotFound, "the working directory does not exist");
        if (launch.Arguments.Any(argument => argument.Contains('\0', StringComparison.Ordinal)))
            throw new CarillonException(ErrorCode.Invalid, "an argument holds a zero character");

        var environment = ChildEnvironment.Make(options.InheritedVariables, enclosure.Variables.Concat(launch.Environment));
        var line = enclosure.Enclose(place, new Enclosed(launch.Command, launch.Arguments, folder, environment.GetValueOrDefault("PATH")));
        var mark = ports.Marks.Next();
        var child = await ports.Starter.StartAsync(
            new ChildStart(line[0], [.. line.Skip(1)], folder, environment, mark)
            {
                MergeError = launch.MergeError,
                EndTreeOnExit = launch.EndTreeOnExit,
                DiesWithParent = true,
                TakesTreeAlong = enclosure.TakesTreeAlong,
            },
            cancellationToken);
        ports.Running.Add(new PlacedProcess(child, place.Workspace, mark));
        return child;
    }
}
