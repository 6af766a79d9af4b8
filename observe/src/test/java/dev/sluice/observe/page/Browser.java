package dev.sluice.observe.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium, and what a person does with the live page in it. */
final class Browser implements AutoCloseable {
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens a browser, or skips the test where there is none. */
    static Browser open() {
        Path binary = Stream.of("/usr/bin/chromium", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeTrue(
                binary != null && Files.isExecutable(DRIVER),
                "needs a browser and its driver: apt install chromium chromium-driver");
        System.setProperty("webdriver.chrome.driver", DRIVER.toString());
        System.setProperty("webdriver.chrome.silentOutput", "true");
        var options = new ChromeOptions();
        options.setBinary(String.valueOf(binary));
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        return new Browser(new ChromeDriver(options));
    }

    /** Makes the page so large, and a phone's if it is narrow. */
    void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** Sets what the person likes: a feature of CSS like prefers-color-scheme, and its value. */
    void prefers(String feature, String value) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /** Opens a page, and waits for its first look at the program. */
    void see(URI page) {
        driver.get("about:blank"); // an address that differs after # only would load nothing
        problems(); // those of what was there before
        driver.get(page.toString());
        until("document.body.dataset.connection === 'open'");
    }

    /** Writes into the element that has the focus. */
    void type(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Clicks the first element with that text, among those that a selector finds, once it is there. */
    void click(String css, String text) {
        String found =
                "[...document.querySelectorAll(arguments[0])].find(one => one.textContent.trim() === arguments[1])";
        until(found, css, text);
        ask(found + ".dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))", css, text);
    }

    /** Waits until an element that a selector finds has a text in it. */
    void reads(String css, String text) {
        until(
                "[...document.querySelectorAll(arguments[0])].some(one => one.textContent.includes(arguments[1]))",
                css,
                text);
    }

    /** Returns the text of an element. */
    String text(String css) {
        return String.valueOf(ask("return document.querySelector(arguments[0]).textContent", css));
    }

    /** Waits until an expression in JavaScript is true. */
    void until(String expression, Object... arguments) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .withMessage(() -> expression + " " + List.of(arguments) + "; the page says: "
                        + ask("return document.body.innerText") + "; the log: " + problems())
                .until(_ -> Boolean.TRUE.equals(ask("return Boolean(" + expression + ")", arguments)));
    }

    Object ask(String script, Object... arguments) {
        Object answer = driver.executeScript(script, arguments);
        return answer == null ? "" : answer;
    }

    long number(String expression, Object... arguments) {
        return ((Number) ask("return " + expression, arguments)).longValue();
    }

    /** Returns what the browser has complained about: errors of scripts, and what the policy has blocked. */
    List<String> problems() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    void screenshot(Path file) throws IOException {
        File taken = driver.getScreenshotAs(OutputType.FILE);
        Files.copy(taken.toPath(), file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
