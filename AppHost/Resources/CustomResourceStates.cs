namespace PenguinMails.AppHost.Resources;

/// <summary>
/// Gives a state to resources that no process stands for, or nothing that waits for them would start. The package leaves that to
/// whoever adds them, except for what belongs to a container.
/// </summary>
internal static class CustomResourceStates
{
    public static IDistributedApplicationBuilder WithCustomResourceStates(this IDistributedApplicationBuilder builder)
    {
        builder.Eventing.Subscribe<BeforeStartEvent>(async (starting, cancellationToken) =>
        {
            var notifications = starting.Services.GetRequiredService<ResourceNotificationService>();
            var stopping = starting.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            var custom = starting.Model.Resources.Where(IsCustom).ToList();
            foreach (var resource in custom.Where(resource => resource is not IResourceWithParent))
            {
                await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = KnownResourceStates.Running });
            }

            _ = FollowParentsAsync(custom.OfType<IResourceWithParent>().ToLookup(child => child.Parent), notifications, stopping);
        });
        return builder;
    }

    private static bool IsCustom(IResource resource) =>
        resource is not (ProjectResource or ExecutableResource or ContainerResource or ParameterResource or ConnectionStringResource)
        && !resource.HasAnnotationOfType<ResourceSnapshotAnnotation>();

    private static async Task FollowParentsAsync(
        ILookup<IResource, IResourceWithParent> children, ResourceNotificationService notifications, CancellationToken stopping)
    {
        await foreach (var seen in notifications.WatchAsync(stopping))
        {
            foreach (var child in children[seen.Resource])
            {
                await notifications.PublishUpdateAsync(child, snapshot => snapshot with
                {
                    State = seen.Snapshot.State,
                    StartTimeStamp = seen.Snapshot.StartTimeStamp,
                    StopTimeStamp = seen.Snapshot.StopTimeStamp,
                });
            }
        }
    }
}
