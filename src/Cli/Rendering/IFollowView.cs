using Carillon.Client;

namespace Carillon.Cli.Rendering;

/// <summary>Shows what following yields.</summary>
internal interface IFollowView
{
    void Show(FollowItem item);

    /// <summary>Brings what was shown before a person's eyes; called when nothing more is at hand.</summary>
    void Flush();
}
