namespace Aspire.Hosting.ApplicationModel;

/// <summary>Tells which values must not be shown: secret parameters, connection strings, and what is composed of them.</summary>
internal static class SecretValues
{
    public static bool IsSecret(object? value) => value switch
    {
        ParameterResource parameter => parameter.Secret || parameter.IsConnectionString,
        ConnectionStringReference => true,
        IResourceWithConnectionString => true,
        SecretText => true,
        IValueWithReferences composed => composed.References.Any(IsSecret),
        _ => false,
    };
}

/// <summary>A secret of the host itself, such as the key that telemetry is sent with.</summary>
internal sealed class SecretText(string value) : IValueProvider
{
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(value);

    public override string ToString() => "(hidden)";
}
