namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>The <c>.hcl</c> files of the folder Policies, embedded.</summary>
internal static class PolicyFiles
{
    public static string Read(string name)
    {
        using var stream = typeof(PolicyFiles).Assembly.GetManifestResourceStream($"{name}.hcl")
            ?? throw new InvalidOperationException($"There is no policy file named {name}.hcl.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
