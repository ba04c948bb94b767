using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp;

/// <summary>What one start of one process is given.</summary>
internal sealed partial record ExecutableConfiguration(
    string Command, string WorkingDirectory, IReadOnlyList<string> Args, IReadOnlyList<ConfiguredVariable> Environment)
{
    public static async Task<ExecutableConfiguration> EvaluateAsync(
        ExecutableInstance instance,
        DistributedApplicationExecutionContext executionContext,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var environment = new EnvironmentCallbackContext(executionContext, instance.Resource, cancellationToken: cancellationToken)
        {
            Logger = logger,
        };
        foreach (var annotation in instance.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(environment);
        }

        var args = new CommandLineArgsCallbackContext([], instance.Resource, cancellationToken)
        {
            ExecutionContext = executionContext,
            Logger = logger,
        };
        foreach (var annotation in instance.Resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(args);
        }

        var values = new ValueProviderContext { ExecutionContext = executionContext, Caller = instance.Resource };
        var variables = new List<ConfiguredVariable>();
        foreach (var (name, value) in environment.EnvironmentVariables)
        {
            var text = await TextOfAsync(value, values, instance, cancellationToken);
            variables.Add(new ConfiguredVariable(name, text ?? "", SecretValues.IsSecret(value)));
        }

        var arguments = new List<string>();
        foreach (var value in args.Args)
        {
            if (await TextOfAsync(value, values, instance, cancellationToken) is { } text)
            {
                arguments.Add(text);
            }
        }

        return await ForAsync(instance.Resource, arguments, variables, cancellationToken);
    }

    private static async Task<ExecutableConfiguration> ForAsync(
        IResource resource, List<string> args, List<ConfiguredVariable> variables, CancellationToken cancellationToken)
    {
        if (resource is ExecutableResource executable)
        {
            return new(executable.Command, executable.WorkingDirectory, args, variables);
        }

        var project = (ProjectResource)resource;
        var assembly = await ProjectAssembly.FindAsync(project, cancellationToken);
        var folder = Path.GetDirectoryName(project.GetProjectMetadata().ProjectPath)!;
        return new(ProjectAssembly.DotnetPath, folder, [assembly, .. args], variables);
    }

    private static async ValueTask<string?> TextOfAsync(
        object? value, ValueProviderContext context, ExecutableInstance instance, CancellationToken cancellationToken)
    {
        var text = value is IValueProvider provider ? await provider.GetValueAsync(context, cancellationToken) : value?.ToString();
        return text is null ? null : ForeignTemplate().Replace(text.Replace(InstanceId.Template, instance.Suffix, StringComparison.Ordinal), """{{"{{"}}""");
    }

    // The orchestrator fills in templates; braces that are not ours are meant as they stand.
    [GeneratedRegex(@"\{\{(?!- portForServing "")", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ForeignTemplate();
}

/// <summary>Values of secrets are given to the process but not shown.</summary>
internal sealed record ConfiguredVariable(string Name, string Value, bool IsSecret)
{
    public override string ToString() => IsSecret ? $"{Name}=(hidden)" : $"{Name}={Value}";
}
