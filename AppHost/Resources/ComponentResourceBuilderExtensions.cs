using PenguinMails.AppHost.Supervision;

namespace PenguinMails.AppHost.Resources;

/// <summary>What the resources that stand for real servers have in common.</summary>
internal static class ComponentResourceBuilderExtensions
{
    /// <summary>Starts the resource with the component's command, also after a crash; it is prepared before each start.</summary>
    public static IResourceBuilder<T> Runs<T>(
        this IResourceBuilder<T> builder, Func<ComponentCommand> command, Func<CancellationToken, Task> prepare)
        where T : ExecutableResource =>
        builder
            .WithArgs(context =>
            {
                foreach (var arg in command().Args)
                {
                    context.Args.Add(arg);
                }
            })
            .WithEnvironment(context =>
            {
                foreach (var (name, value) in command().Env)
                {
                    context.EnvironmentVariables[name] = value;
                }
            })
            .OnBeforeResourceStarted((_, _, cancellationToken) => prepare(cancellationToken))
            .WithRestartOnCrash();

    /// <summary>Publishes the resource as a container, which is what it is where there is a container engine.</summary>
    public static IResourceBuilder<T> PublishAsContainer<T>(this IResourceBuilder<T> builder, string image)
        where T : IResource =>
        builder.WithManifestPublishingCallback(async context =>
        {
            context.Writer.WriteString("type", "container.v0");
            context.WriteConnectionString(builder.Resource);
            context.Writer.WriteString("image", image);
            await context.WriteEnvironmentVariablesAsync(builder.Resource);
            context.WriteBindings(builder.Resource);
        });

    /// <summary>Asks the function whether the resource can be used; what it throws is the reason why not.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, Func<CancellationToken, Task> check)
        where T : IResource
    {
        var key = $"{builder.Resource.Name}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck(key, new PatientCheck(check).AskAsync);
        return builder.WithHealthCheck(key);
    }
}
