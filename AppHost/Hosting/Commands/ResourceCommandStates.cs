namespace Aspire.Hosting.ApplicationModel;

/// <summary>Recomputes which commands can be given, each time the state of a resource changes.</summary>
internal static class ResourceCommandStates
{
    private static readonly IServiceProvider NoServices = new EmptyServices();

    public static CustomResourceSnapshot Apply(IResource resource, CustomResourceSnapshot snapshot)
    {
        var commands = resource.Annotations.OfType<ResourceCommandAnnotation>().ToArray();
        if (commands.Length == 0)
        {
            return snapshot;
        }

        var context = new UpdateCommandStateContext { ResourceSnapshot = snapshot, ServiceProvider = NoServices };
        return snapshot with
        {
            Commands =
            [
                .. commands.Select(command => new ResourceCommandSnapshot(
                    command.Name, command.UpdateState(context), command.DisplayName, command.DisplayDescription, command.Parameter,
                    command.ConfirmationMessage, command.IconName, command.IconVariant, command.IsHighlighted)),
            ],
        };
    }

    private sealed class EmptyServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
