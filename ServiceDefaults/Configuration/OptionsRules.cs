namespace PenguinMails.ServiceDefaults;

/// <summary>Validates options by rules and reports every rule that does not hold.</summary>
public abstract class OptionsRules<TOptions> : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var failures = Rules(options).Where(rule => !rule.Holds).Select(rule => rule.Failure).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>Each rule with what is said where it does not hold.</summary>
    protected abstract IEnumerable<(bool Holds, string Failure)> Rules(TOptions options);

    protected static bool IsBetween(TimeSpan value, TimeSpan shortest, TimeSpan longest) => value >= shortest && value <= longest;
}

public static class OptionsRulesExtensions
{
    /// <summary>Binds options to a section of the configuration; the service does not start while a rule does not hold.</summary>
    public static IServiceCollection AddOptions<TOptions, TRules>(this IServiceCollection services, string section)
        where TOptions : class
        where TRules : OptionsRules<TOptions>
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TOptions>, TRules>();
    }
}
